import { World } from '#testing/world/world';
import { costOf } from '#verification/bench/transitions/cost';
import { incident, twoSteps } from '#verification/bench/transitions/night';
import { polled } from '#verification/bench/transitions/polling';
import { Meter } from '#verification/bench/transitions/units';
import { compileWorkflow } from '#workflow/compile';

describe('an incident of the benchmark', () => {
  test.each([
    ['healed at its first step', 1, 'healed', 7],
    ['healed at its second step', 2, 'healed', 10],
    ['escalated', undefined, 'escalated', 11],
  ])('that is %s enters states of the compiled definition only', async (_, healsAt, verdict, entries) => {
    const { states, ...found } = await incident(healsAt);
    expect(found.verdict).toBe(verdict);
    expect(states).toHaveLength(entries);
    expect(Object.keys(compileWorkflow(twoSteps()).definition.States)).toEqual(
      expect.arrayContaining([...states]),
    );
  });

  test('leaves no schedule behind that would fire and be billed', async () => {
    expect((await incident(1)).schedulesFired).toBe(0);
    expect((await incident()).schedulesFired).toBe(0);
  });
});

describe('the polling design', () => {
  test('polls for its full time in a step that does not help', () => {
    expect(polled(2)).toMatchObject({ transitions: 2 + 2 * 20 * 3 + 2, invocations: 2 + 40 });
  });

  test('stops at the first poll that finds the alarm OK', () => {
    expect(polled(2, 1)).toMatchObject({ transitions: 1 + 4 * 3 + 2, invocations: 1 + 4 });
  });
});

describe('the bill', () => {
  const nothing = { ...polled(0), transitions: 0, functions: 0, publishes: 0 };

  test('is nothing for nothing', () => {
    expect(Object.values(costOf(nothing))).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('has 25 USD for a million state transitions', () => {
    expect(costOf({ ...nothing, transitions: 1e6 })['Step Functions']).toBeCloseTo(25);
  });

  test('has 256 MB for as long as the calls and the cold start take', () => {
    const { Lambda } = costOf({ ...nothing, invocations: 1, functions: 1 });
    expect(Lambda).toBeCloseTo(0.2e-6 + 0.615 * 0.25 * 0.000_013_333_4, 12);
  });
});

describe('table units', () => {
  async function unitsOf(command: string, input: object) {
    const world = new World();
    const meter = new Meter(world);
    const call = Object.assign(Object.create({ constructor: { name: `${command}Command` } }), { input });
    await world.clients.documents.send(call);
    return meter.units();
  }
  const TableName = 'nightshift-incidents';

  test('are one for each KB that is written', async () => {
    const Item = { pk: 'ALARM#a', sk: 'ALARM', text: 'x'.repeat(1_500) };
    expect(await unitsOf('Put', { TableName, Item })).toEqual({ reads: 0, writes: 2 });
  });

  test('count twice for the incident, which stands in the index too', async () => {
    const Item = { pk: 'INCIDENT#a', sk: 'INCIDENT' };
    expect(await unitsOf('Put', { TableName, Item })).toEqual({ reads: 0, writes: 2 });
  });

  test('count twice in a transaction', async () => {
    const TransactItems = [{ Put: { TableName, Item: { pk: 'ALARM#a', sk: 'ALARM' } } }];
    expect(await unitsOf('TransactWrite', { TransactItems })).toEqual({ reads: 0, writes: 2 });
  });

  test('are half for a read that need not be consistent', async () => {
    const Key = { pk: 'ALARM#a', sk: 'ALARM' };
    expect(await unitsOf('Get', { TableName, Key })).toEqual({ reads: 0.5, writes: 0 });
    expect(await unitsOf('Get', { TableName, Key, ConsistentRead: true })).toEqual({ reads: 1, writes: 0 });
  });
});
