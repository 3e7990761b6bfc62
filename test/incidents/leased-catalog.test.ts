import { actions } from '#action/register';
import type { Lease } from '#core/lease/lease';
import { hours, type RunbookSpec } from '#define/index';
import { loadRunbooks } from '#project/load';
import { actionExample } from '#testing/deployable';
import { type Rehearsal, rehearse, stepFaults } from '#testing/rehearse';
import '#testing/matchers';
import { hushed } from '../support/scenes.ts';

hushed();

const [first] = (await loadRunbooks()).map(({ spec }) => spec as RunbookSpec);
if (!first) throw new Error('There is a runbook');
const sample = first;

/** Every action whose change is taken back, with its parameters. */
const catalog = await Promise.all(
  Object.values(actions)
    .filter(({ leased }) => leased)
    .map(async ({ id }) => [id, await actionExample(id)] as const),
);

const leasesOf = ({ scene }: Rehearsal) =>
  scene.world.dynamodb.all(({ sk }) => sk === 'LEASE') as unknown as Lease[];

describe.each(catalog)('%s, in mode auto,', (action, parameters) => {
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
