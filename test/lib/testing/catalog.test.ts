import type { RunbookSpec } from '#define/index';
import { loadRunbooks } from '#project/load';
import { rehearse, stepFaults } from '#testing/rehearse';
import '#testing/matchers';
import { hushed } from '#test/support/scenes';

hushed();

const [first] = (await loadRunbooks()).map(({ spec }) => spec as RunbookSpec);
if (!first) throw new Error('There is a runbook');
const sample = first;

/** Actions that no runbook here uses, with parameters of a team. */
const catalog: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'redrive-dead-letters': {
    deadLetterQueue: 'orders-dead',
    queue: 'orders',
    consumerAlarm: 'orders-consumer',
  },
  'roll-back-ecs-service': { cluster: 'shop', service: 'web' },
  'stop-ecs-deployment': { cluster: 'shop', service: 'web' },
  'roll-back-lambda-alias': { function: 'checkout', alias: 'live' },
  'invoke-lambda': { function: 'mend-orders', qualifier: 'live' },
  'start-state-machine': {
    stateMachine: 'arn:aws:states:eu-central-1:111122223333:stateMachine:mend-orders:live',
  },
  'run-ssm-automation': {
    document: 'mend-orders',
    version: '3',
    target: 'orders-cluster',
    targetParameter: 'Cluster',
    role: 'arn:aws:iam::111122223333:role/mend-orders',
  },
  'run-ssm-command': {
    instance: 'i-0123456789abcdef0',
    document: 'restart-agent',
    version: '2',
    executionTimeoutSeconds: 120,
  },
  'reboot-rds-instance': { instance: 'orders' },
  'fail-over-rds-instance': { instance: 'orders' },
  'reboot-ec2-instance': { instance: 'i-0123456789abcdef0' },
  'replace-asg-instances': {
    group: 'web',
    targetGroup: 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/0123456789abcdef',
  },
  'invalidate-cloudfront': { distribution: 'EDFDVBD6EXAMPLE', paths: ['/*'], originAlarm: 'origin-5xx' },
  'raise-dynamodb-capacity': { table: 'orders', capacity: 'write', raiseByPercent: 50, upToUnits: 100 },
  'grow-storage': { instance: 'orders', growByGiB: 20, upToGiB: 200 },
  'switch-dns-record': {
    hostedZone: 'Z0123456789EXAMPLE',
    name: 'shop.example.com',
    type: 'CNAME',
    from: ['primary.example.com'],
    to: ['standby.example.com'],
    healthCheck: '01234567-89ab-cdef-0123-456789abcdef',
  },
  'rotate-secret': {
    secret: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:orders-a1B2c3',
    rotationFunction: 'rotate-orders',
  },
};

describe.each(Object.entries(catalog))('%s, in mode auto,', (action, parameters) => {
  const runbook: RunbookSpec = { ...sample, steps: [{ action, parameters }] };
  const [mode, approves] = ['auto', true] as const;

  test('heals and wakes nobody', async () => {
    const incident = await rehearse(runbook, { mode, approves, healsAt: 1 });
    expect(incident).toHeal(action);
    expect(incident).toLeaveNothingBehind();
  });

  test.each(stepFaults)('pages when it meets %s and nothing helps', async (fault) => {
    const incident = await rehearse(runbook, { mode, approves, faults: { 1: fault } });
    expect(incident.missedFaults).toEqual([]);
    expect(incident).toPage();
    expect(incident).toLeaveNothingBehind();
  });
});
