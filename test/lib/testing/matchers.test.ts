import { type Rehearsal, rehearse } from '#testing/rehearse';
import '#testing/matchers';
import runbook from '#runbooks/checkout-api-errors';
import { hushed } from '#test/support/scenes';

hushed();

let healed: Rehearsal;
let paged: Rehearsal;
beforeAll(async () => {
  healed = await rehearse(runbook, { healsAt: 'flush-redis-cache' });
  paged = await rehearse(runbook, { faults: { 'restart-ecs-tasks': 'denied' } });
});

describe('a matcher passes, and else says what was and tells the night:', () => {
  test('toHeal', () => {
    expect(healed).toHeal();
    expect(healed).toHeal('flush-redis-cache');
    expect(() => expect(healed).toHeal('restart-ecs-tasks')).toThrow(
      /^It healed by flush-redis-cache\.\n\nThe incident of checkout-api-errors:\n {2}03:01/,
    );
    expect(() => expect(paged).toHeal()).toThrow('It ended as escalated: 1 of 2 steps was tried');
  });

  test('toHeal, which a page beside the healing spoils', () => {
    const disturbed = { ...healed, pages: paged.pages };
    expect(() => expect(disturbed).toHeal()).toThrow('but a person was paged');
  });

  test('toPage', () => {
    expect(paged).toPage();
    expect(paged).toPage({ saying: 'AccessDenied', withinSeconds: 600 });
    expect(paged).toPage({ saying: /take over/ });
    expect(() => expect(healed).toPage()).toThrow('Nobody was paged; it ended as healed.');
    expect(() => expect(paged).toPage({ saying: 'Throttling' })).toThrow('A person was paged:\n');
    expect(() => expect(paged).toPage({ withinSeconds: 60 })).toThrow(/A person was paged \d+ s too late/);
  });

  test('toHaveTried', () => {
    expect(healed).toHaveTried('restart-ecs-tasks', 'flush-redis-cache');
    expect(() => expect(healed).toHaveTried('flush-redis-cache', 'restart-ecs-tasks')).toThrow(
      'It tried restart-ecs-tasks, then flush-redis-cache.',
    );
    expect(() => expect(healed).toHaveTried()).toThrow('It tried restart-ecs-tasks');
  });

  test('toLeaveNothingBehind', async () => {
    expect(healed).toLeaveNothingBehind();
    expect(paged).toLeaveNothingBehind();
    const untidy = await rehearse(runbook, {
      healsAt: 1,
      arrange: ({ world }) => {
        world.wire.fail('scheduler', 'DeleteSchedule', 'error before', { times: 99 });
      },
    });
    expect(() => expect(untidy).toLeaveNothingBehind()).toThrow(/The page deadline of \S+ is still armed/);
  });
});
