import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import { explanationOf } from '#cli/explain/explanation';
import type { Sources } from '#cli/explain/sources';
import { explained } from '#cli/explain/text';
import { fromAlarm, metric, minutes, seconds, step } from '#define/index';
import { anAlarm } from '#test/lib/checks/fixtures';
import { restarts, sourcesOf } from './sources.ts';

function textOf(sources: Sources, environment?: string): string {
  const [runbook] = sources.runbooks;
  if (!runbook) throw new Error('There is no runbook');
  return explained(explanationOf(runbook, sources, environment));
}

describe('which values are filled in', () => {
  const cluster = (name: string) => ({ 'shop-errors': { cluster: name } });

  test('without an environment that deploys it: placeholders, in the parameters and in the permissions', () => {
    const text = textOf(sourcesOf());
    expect(text).toContain('cluster = `<cluster from the environment>`');
    expect(text).toContain('arn:aws:ecs:<region>:<account>:service/<cluster from the environment>/shop');
    expect(text).toContain('- In test: not deployed (no entry under `runbooks` in environments/test.ts).');
  });

  test('those of the first environment that deploys it', () => {
    const text = textOf(
      sourcesOf({}, [
        { name: 'production', runbooks: {} },
        { name: 'test', runbooks: cluster('blue'), region: 'eu-central-1', account: '111122223333' },
        { name: 'training', runbooks: cluster('green') },
      ]),
    );
    expect(text).toContain('Values below: those of test.');
    expect(text).toContain('arn:aws:ecs:eu-central-1:111122223333:service/blue/shop');
  });

  test('never by themselves those of an environment that divides time, and always at full length', () => {
    const sources = sourcesOf({}, [{ runbooks: cluster('demo'), account: '000000000000', divideTimeBy: 10 }]);
    expect(textOf(sources)).toContain('cluster = `<cluster from the environment>`');
    const asked = textOf(sources, 'test');
    expect(asked).toContain('cluster = `demo`');
    expect(asked).toContain('then the alarm has 3 min to go OK');
    expect(asked).toContain("In test: deployed, mode watch, with the runbook's times divided by 10.");
  });

  test('an environment that overrides the mode shows its own', () => {
    expect(textOf(sourcesOf({}, [{ runbooks: cluster('blue'), modes: { 'shop-errors': 'off' } }]))).toContain(
      '## Mode: off',
    );
  });
});

describe('what starts it', () => {
  test.each([
    ['a name', { alarms: ['shop-5xx'] }, '- the alarm `shop-5xx`'],
    ['a prefix', { alarms: [{ prefix: 'shop-' }] }, '- every alarm whose name starts with `shop-`'],
    [
      'a tag',
      { taggedWithin: 'shop-*' },
      '- every alarm tagged `nightshift:runbook=shop-errors` whose name matches `shop-*`',
    ],
    [
      'an alarm of its own',
      { creates: [{ ...anAlarm, missingData: 'breaching' as const }] },
      '- the alarm `shop-quiet`, deployed with this runbook: Sum of Shop Errors above 5 over 1 min; no data counts as bad',
    ],
  ])('by %s', (_, when, line) => {
    expect(textOf(sourcesOf({ when })).split('\n')).toContain(line);
  });
});

describe('each step', () => {
  test('says what it does, with what, what users notice, how long it may take and what comes next', () => {
    const text = textOf(
      sourcesOf({ mode: 'auto', steps: [restarts, { ...restarts, verifyWithin: minutes(2) }] }),
    );
    expect(text).toContain('1. **Restart ECS tasks** (`restart-ecs-tasks`). Replaces the tasks');
    // Of the variant that applies alone.
    expect(text).toContain('User impact: ECS keeps minimumHealthyPercent');
    expect(text).not.toContain('Unhealthy tasks only');
    expect(text).toContain('Acting may take 30 s; then the alarm has 2 min to go OK.');
    expect(text).toContain('within the 1 min that it has to hold: step 2.');
    expect(text).toContain('within the 1 min that it has to hold: a person is paged.');
  });

  test('says which targets an alarm may name', () => {
    const service = fromAlarm('ServiceName', ['a', 'b']);
    const text = textOf(
      sourcesOf({ steps: [step(restartEcsTasks, { cluster: { fromEnvironment: 'cluster' }, service })] }),
    );
    expect(text).toContain("service = the alarm's dimension `ServiceName`, only `a` or `b`");
    expect(text).toContain('- the alarm names a target that is not among those above,');
  });
});

test('a second metric belongs to what counts as recovered', () => {
  const andMetric = metric({ namespace: 'Shop', name: 'Orders', within: seconds(90) }).atLeast(2);
  expect(textOf(sourcesOf({ recovered: { andMetric } }))).toContain(
    'And the metric Shop Orders (Minimum) is at least 2, by its newest datapoint of the last 1 min 30 s. No datapoint is no recovery.',
  );
});

describe('who is told', () => {
  const page = { instructions: 'Look at the log.', pageBy: minutes(12) };

  test('in mode auto: a notice when it helped, a page by the deadline when it did not', () => {
    const text = textOf(sourcesOf({ mode: 'auto', page }));
    expect(text).toContain("- Healed, because a step helped: a notice in the owner's channel (team-shop).");
    expect(text).toContain(
      'on-call is paged, at the latest 12 min after the alarm went to ALARM (urgency high)',
    );
    expect(text).toContain('Check first: Look at the log.');
  });

  test('in mode watch nothing can have helped, and an alarm that pages by itself is not paged twice', () => {
    const text = textOf(sourcesOf({ mode: 'watch', page }));
    expect(text).toContain('It changes nothing.');
    expect(text).not.toContain('a step helped');
    expect(text).toContain('a notice, no second page');
  });
});

test('the longest way to a page is added up step by step, beside the page deadline', () => {
  const text = textOf(sourcesOf({ mode: 'auto', steps: [restarts, restarts] }));
  const rows = text.split('\n').filter((line) => /^\| (Check|\d|Page)/.test(line));
  expect(
    rows.map((row) =>
      row
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, 4),
    ),
  ).toEqual([
    ['Check that acting is safe', '30 s', '30 s'],
    ['1. Restart ECS tasks', '5 min 10 s', '5 min 40 s'],
    ['2. Restart ECS tasks', '5 min 10 s', '10 min 50 s'],
    ['Page on-call', '45 s', '11 min 35 s'],
  ]);
  expect(text).toContain('The page deadline is 15 min after the alarm: 3 min 25 s of slack.');
});

test('a permission that is wider than one resource says why', () => {
  const wide = textOf(sourcesOf())
    .split('\n')
    .filter((line) => /on `[^`]*\*`/.test(line));
  expect(wide).toHaveLength(3);
  for (const line of wide) expect(line).toMatch(/Why not narrower: .{20}/);
});

describe('a runbook that asks', () => {
  const asking = (more: object = {}) =>
    sourcesOf({ mode: 'approve', page: { pageBy: minutes(20), instructions: 'Look.' }, ...more });

  test('says before which step, for how long, who is told, and what it adds to the longest way', () => {
    const text = textOf(asking());
    expect(text).toContain('## Mode: approve');
    expect(text).toContain('It asks first: before each step below the owner reads what the step would do');
    expect(text).toContain(
      "A person is asked first, by a page between 22:00 and 07:00 by the owner's clock, else by a notice: without an approval within 5 min it does not act, and on-call is paged.",
    );
    expect(text).toContain("- A step needs an approval: a notice in the owner's channel");
    expect(text).toMatch(/ask for approval 5 min 55 s, act 30 s/);
  });

  test('does so for one step that needs it in any mode', () => {
    const text = textOf(
      asking({ mode: 'auto', steps: [restarts, { ...restarts, approval: 'required' as const }] }),
    );
    expect(text.match(/A person is asked first/g)).toHaveLength(1);
    expect(text).toContain("- A step needs an approval: a notice in the owner's channel");
  });
});
