import type { Lease } from '#core/lease/lease';
import { hours, type RunbookSpec } from '#define/index';
import { loadRunbooks } from '#project/load';
import { type Rehearsal, rehearse, stepFaults } from '#testing/rehearse';
import '#testing/matchers';
import { hushed } from '../support/scenes.ts';

hushed();

const [first] = (await loadRunbooks()).map(({ spec }) => spec as RunbookSpec);
if (!first) throw new Error('There is a runbook');
const sample = first;

/** Every action whose change is taken back, with parameters of a team. */
const catalog: Readonly<Record<string, Readonly<Record<string, string | number>>>> = {
  'turn-off-feature': {
    application: 'abc1234',
    environment: 'env1234',
    profile: 'pro1234',
    flag: 'recommendations',
    strategy: 'str1234',
  },
  'scale-out-ecs-service': { cluster: 'shop', service: 'web', factor: 2, atMostTasks: 8 },
  'limit-lambda-concurrency': { function: 'checkout', to: 5 },
  'raise-lambda-concurrency': { function: 'checkout', to: 50 },
  'pause-event-source': { mapping: '0a1b2c3d-0000-4000-8000-123456789012', queue: 'orders' },
  'disable-rule': { rule: 'nightly-export' },
  'scale-out-asg': { group: 'web', factor: 1.5, atMostInstances: 18 },
  'drain-target': {
    targetGroup: 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/0123456789abcdef',
    instance: 'i-0123456789abcdef0',
    atLeastHealthy: 5,
  },
};

const leasesOf = ({ scene }: Rehearsal) =>
  scene.world.dynamodb.all(({ sk }) => sk === 'LEASE') as unknown as Lease[];

describe.each(Object.entries(catalog))('%s, in mode auto,', (action, parameters) => {
  const { recovered: _, ...rest } = sample;
  const runbook: RunbookSpec = { ...rest, steps: [{ action, parameters, atMost: hours(3) }] };
  const [mode, approves] = ['auto', true] as const;

  test('heals, wakes nobody, and is taken back an hour later', async () => {
    const incident = await rehearse(runbook, { mode, approves, healsAt: 1 });
    expect(incident).toHeal(action);
    expect(incident).toLeaveNothingBehind();
    await incident.scene.world.clock.advance(2 * 3_600);
    expect(leasesOf(incident)).toMatchObject([{ outcome: 'restored' }]);
    expect(incident.scene.world.sns.messages.map(({ topic }) => topic.split(':').at(-1))).toEqual([
      'notice',
      'notice',
    ]);
    expect(incident.scene.world.scheduler.armed).toEqual({});
  });

  test.each(stepFaults)('pages when it meets %s and nothing helps', async (fault) => {
    const incident = await rehearse(runbook, { mode, approves, faults: { 1: fault } });
    expect(incident.missedFaults).toEqual([]);
    expect(incident).toPage();
    expect(incident).toLeaveNothingBehind();
    // What may have taken effect is told when its time is over; what was refused needs no word.
    await incident.scene.world.clock.advance(4 * 3_600);
    const [lease] = leasesOf(incident);
    expect([lease?.outcome === 'not-changed', lease?.overdueToldAt !== undefined]).toContain(true);
    expect(incident.scene.world.scheduler.armed).toEqual({});
  });
});
