import { minutes, type RunbookSpec, seconds } from '#define/index';
import { type RehearseOptions, rehearse } from '#testing/rehearse';
import '#testing/matchers';
import { awsOn } from '#testing/world/aws/aws';
import type { TeamStateMachine } from '#testing/world/aws/states';
import { hushed } from '../support/scenes.ts';

hushed();

/** Work that goes on after a step's call: its end, by its event. */

const stateMachine = 'arn:aws:states:eu-central-1:111122223333:stateMachine:mend-orders:live';
const fullTime = 600;
const runbook: RunbookSpec = {
  id: 'orders-stuck',
  owner: 'team-orders',
  why: 'Orders wait for what a state machine of the team mends.',
  when: { alarms: ['orders-stuck'] },
  steps: [
    { action: 'start-state-machine', parameters: { stateMachine }, verifyWithin: seconds(fullTime) },
    { action: 'invoke-lambda', parameters: { function: 'mend-more', qualifier: 'live' } },
  ],
  page: { pageBy: minutes(60), instructions: 'Look at the queue.' },
};

/** A night in which the state machine ends like this. */
const aNight = (ends: Partial<TeamStateMachine['ends']>, options: RehearseOptions = {}) =>
  rehearse(runbook, {
    mode: 'auto',
    ...options,
    arrange: (scene) => {
      // The same for every action of a world.
      const { states } = awsOn({ world: scene.world } as never);
      states.machine(stateMachine).ends = { status: 'FAILED', afterSeconds: 30, ...ends };
      options.arrange?.(scene);
    },
  });
type Night = Awaited<ReturnType<typeof aNight>>;

/** How long after the first step's beginning the second one began, in seconds. */
const untilNext = ({ attempts: [first, second] }: Night): number =>
  (Date.parse(second?.at ?? '') - Date.parse(first?.at ?? '')) / 1000;
const pageOf = ({ pages }: Night): string => pages.map(({ body }) => body).join('\n');

test('work that fails ends its step at once, and the next one has its turn', async () => {
  const night = await aNight({ error: 'NoRoom', cause: 'the disk is full' }, { healsAt: 2 });
  expect(night).toHeal('invoke-lambda');
  expect(untilNext(night)).toBeLessThan(fullTime / 4);
  expect(night.attempts[0]).toMatchObject({
    settled: true,
    workEnded: { state: 'failed', said: 'FAILED: NoRoom: the disk is full' },
  });
  expect(night).toLeaveNothingBehind();
});

test('why it failed stands in the page', async () => {
  const night = await aNight({ error: 'NoRoom', cause: 'the disk is full' });
  expect(night).toPage();
  expect(pageOf(night)).toContain('its work has failed (FAILED: NoRoom: the disk is full)');
});

test.each([0, 0.001, 0.1, 1])(
  'no failure is missed, however soon it comes: after %d s',
  async (afterSeconds) => {
    const night = await aNight({ afterSeconds }, { surroundings: { eventDelay: 0.001 }, healsAt: 2 });
    expect(untilNext(night)).toBeLessThan(fullTime / 4);
    expect(night).toHeal('invoke-lambda');
  },
);

test.each(['twice', { late: 60 }] as const)('an event that comes %j changes nothing of that', async (how) => {
  const night = await aNight(
    {},
    { healsAt: 2, arrange: (scene) => scene.night.events.disturb('WORK', 1, how) },
  );
  expect(night).toHeal('invoke-lambda');
  expect(night.attempts).toHaveLength(2);
  expect(untilNext(night)).toBeLessThan(fullTime / 2);
});

test.each(['lost', { givenUp: 900 }] as const)(
  'where the event is %j, verification ends the step, and nobody is paged about the event',
  async (how) => {
    const night = await aNight({}, { arrange: (scene) => scene.night.events.disturb('WORK', 1, how) });
    expect(untilNext(night)).toBeGreaterThanOrEqual(fullTime);
    expect(night.pages).toHaveLength(1);
    expect(pageOf(night)).toContain('nothing has said that its work has ended');
  },
);

test('work that succeeds keeps its step waiting for the alarm, and what it returned is evidence', async () => {
  const night = await aNight({ status: 'SUCCEEDED', output: '{"mended":3}' });
  expect(untilNext(night)).toBeGreaterThanOrEqual(fullTime);
  expect(pageOf(night)).toContain('its work has succeeded (SUCCEEDED: {"mended":3})');
});

test('work that still runs at verification ends the step there, and its later end wakes nobody', async () => {
  const night = await aNight({ afterSeconds: fullTime + 30 }, { healsAt: 2 });
  expect(untilNext(night)).toBeGreaterThanOrEqual(fullTime);
  expect(night).toHeal('invoke-lambda');
  expect(night).toLeaveNothingBehind();
});

test('what it returned is one capped line, whatever it holds', async () => {
  const night = await aNight({ cause: `${'\u001b[2J\r\nCHECK FIRST\n\u202e'}${'x'.repeat(5_000)}` });
  const { said = '' } = night.attempts[0]?.workEnded ?? {};
  expect(said.length).toBeLessThanOrEqual(500);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(said).not.toMatch(/[\u0000-\u001f\u202e]/);
});

test('where AWS does not say what became of it, the word of the event counts', async () => {
  const night = await aNight(
    {},
    { healsAt: 2, arrange: ({ world }) => world.wire.fail('states', 'DescribeExecution', 'denied') },
  );
  expect(night.attempts[0]?.workEnded).toMatchObject({
    state: 'failed',
    said: expect.stringContaining('could not be read'),
  });
  expect(night).toHeal('invoke-lambda');
});

test('the end of an execution that a stranger began wakes nobody', async () => {
  const night = await aNight(
    { afterSeconds: fullTime + 30 },
    {
      arrange: ({ world }) =>
        world.clock.after(400, () =>
          world.onWorkEnded({
            source: 'aws.states',
            'detail-type': 'Step Functions Execution Status Change',
            detail: {
              executionArn: `${stateMachine.replace(':stateMachine:', ':execution:').replace(':live', '')}:by-hand`,
              status: 'FAILED',
            },
          }),
        ),
    },
  );
  expect(untilNext(night)).toBeGreaterThanOrEqual(fullTime);
});
