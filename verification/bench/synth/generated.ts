import type { Source } from '#checks/resolve';
import { defineRunbook, type EnvironmentSpec, minutes, type RunbookSpec } from '#define/index';

const called = (index: number): string => `service-${String(index + 1).padStart(4, '0')}`;

type Steps = RunbookSpec['steps'];

/** Two steps on targets of its own. */
const usual = (index: number): Steps => [
  {
    action: 'restart-ecs-tasks',
    parameters: { cluster: 'shop', service: called(index), restart: 'rolling' },
  },
  { action: 'flush-redis-cache', parameters: { cache: called(index), keys: 'cart:*' } },
];

const idOf = (index: number): string => `${called(index)}-errors`;

/** A runbook of usual size: its own alarm, its steps, a second metric. */
const aRunbook = (index: number, steps: Steps): RunbookSpec =>
  defineRunbook({
    id: idOf(index),
    owner: 'team-shop',
    why: 'The connection pool leaks after a dependency times out, and stale entries stay in the cache.',
    when: {
      creates: [
        {
          name: `${called(index)}-5xx`,
          namespace: 'AWS/ApplicationELB',
          metricName: 'HTTPCode_Target_5XX_Count',
          dimensions: { LoadBalancer: `app/${called(index)}/0123456789abcdef` },
          statistic: 'Sum',
          period: minutes(1),
          evaluationPeriods: 2,
          threshold: 10,
          comparison: 'GreaterThanThreshold',
        },
      ],
    },
    mode: 'auto',
    steps,
    recovered: { holdFor: minutes(1) },
    guards: { cooldown: minutes(30), maxRunsPerDay: 3 },
    page: { urgency: 'high', pageBy: minutes(30), instructions: 'Check the payment provider first.' },
  });

/** `count` runbooks, one alarm each, as files. */
export const runbookSources = (count: number, stepsOf: (index: number) => Steps = usual): Source[] =>
  Array.from({ length: count }, (_, index) => {
    const spec = aRunbook(index, stepsOf(index));
    return { file: `runbooks/${spec.id}.ts`, spec };
  });

/** An environment that deploys them all. */
export const environmentFor = (count: number, runbookStacks: number): EnvironmentSpec => ({
  name: 'bench',
  account: '111122223333',
  region: 'eu-central-1',
  runbooks: Object.fromEntries(Array.from({ length: count }, (_, index) => [idOf(index), {}])),
  networks: {
    default: {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-central-1a', 'eu-central-1b'],
      subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      securityGroupIds: ['sg-0123456789abcdef0'],
    },
  },
  routes: {
    page: [{ protocol: 'email', endpoint: 'on-call@shop.test' }],
    backup: [{ protocol: 'sms', endpoint: '+12125551943' }],
    notice: [{ protocol: 'email', endpoint: 'team@shop.test' }],
  },
  // Nobody acknowledges one here, so no runbook would act.
  testPages: false,
  runbookStacks,
});
