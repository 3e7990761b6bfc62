import { formatProblems } from '#checks/resolve';
import { fromAlarm, fromEnvironment, metric, minutes, seconds } from '#define/index';
import { emulatorAccount } from '#define/local';
import { aNetwork, anAlarm, anEnvironment, aRunbook, resolve } from './fixtures.ts';

describe('what is deployed', () => {
  test('a runbook that says little gets the documented defaults', () => {
    expect(resolve([aRunbook()])).toEqual({
      problems: [],
      notDeployed: [],
      runbooks: [
        {
          file: 'runbooks/shop-errors.ts',
          creates: [],
          written: expect.objectContaining({ creates: [] }),
          deployed: {
            id: 'shop-errors',
            owner: 'team-shop',
            why: 'The pool leaks.',
            mode: 'watch',
            adopts: { names: ['shop-5xx'], prefixes: [] },
            steps: [
              {
                action: 'restart',
                title: 'Restart the service',
                parameters: { service: 'shop' },
                timeoutSeconds: 30,
                verifyWithinSeconds: 180,
              },
            ],
            approvalWithinSeconds: 300,
            recovered: { holdForSeconds: 60 },
            guards: {
              cooldownSeconds: 1800,
              maxRunsPerDay: 3,
              staleAfterSeconds: 300,
              breaker: { runsWithoutEffect: 2, restSeconds: 21_600 },
              chronic: { timesHealed: 3, withinDays: 7 },
              massFailure: {
                incidents: 10,
                withinSeconds: 300,
                coolDownSeconds: 900,
                pageEverySeconds: 300,
              },
              testPages: { withinSeconds: 2_592_000 },
            },
            page: { urgency: 'high', pageBySeconds: 900, instructions: 'Look at the log.' },
          },
        },
      ],
    });
  });

  test('how old an acknowledged test page may be is the environment’s, and it may ask for none', () => {
    const testPages = (changes: object) =>
      resolve([aRunbook()], { ...anEnvironment(), ...changes }).runbooks[0]?.deployed.guards.testPages;
    expect(testPages({ testPages: { within: { seconds: 86_400 } } })).toEqual({ withinSeconds: 86_400 });
    expect(testPages({ testPages: false })).toBeUndefined();
  });

  test('the limit on incidents at once is the environment’s, the same for each runbook', () => {
    const massFailure = { incidents: 50, within: minutes(2), coolDown: minutes(10) };
    const [runbook] = resolve([aRunbook()], anEnvironment({ massFailure })).runbooks;
    expect(runbook?.deployed.guards.massFailure).toEqual({
      incidents: 50,
      withinSeconds: 120,
      coolDownSeconds: 600,
      pageEverySeconds: 300,
    });
  });

  test('values come from the environment, also into dimensions, where they are texts', () => {
    const spec = aRunbook({
      when: { creates: [{ ...anAlarm, dimensions: { Shard: fromEnvironment('shard') } }] },
      steps: [{ action: 'restart', parameters: { service: fromEnvironment('service') } }],
      recovered: {
        andMetric: metric({
          namespace: 'Shop',
          name: 'Healthy',
          dimensions: { Shard: fromEnvironment('shard') },
        }).atLeast(2),
      },
    });
    const environment = anEnvironment({ runbooks: { 'shop-errors': { service: 'shop', shard: 7 } } });
    const [runbook] = resolve([spec], environment).runbooks;
    expect(runbook?.deployed.steps[0]?.parameters).toEqual({ service: 'shop' });
    expect(runbook?.deployed.adopts.names).toEqual(['shop-quiet']);
    expect(runbook?.deployed.recovered.andMetric).toEqual({
      namespace: 'Shop',
      metricName: 'Healthy',
      dimensions: { Shard: '7' },
      statistic: 'Minimum',
      atLeast: 2,
      withinSeconds: 120,
    });
    expect(runbook?.creates).toEqual([
      {
        name: 'shop-quiet',
        namespace: 'Shop',
        metricName: 'Errors',
        statistic: 'Sum',
        evaluationPeriods: 1,
        threshold: 5,
        comparison: 'GreaterThanThreshold',
        dimensions: { Shard: '7' },
        periodSeconds: 60,
        datapointsToAlarm: 1,
        missingData: 'missing',
      },
    ]);
  });

  test('a value off the alarm stays a reference', () => {
    const service = fromAlarm('ServiceName', 'shop-*');
    const spec = aRunbook({ steps: [{ action: 'restart', parameters: { service } }] });
    expect(resolve([spec]).runbooks[0]?.deployed.steps[0]?.parameters).toEqual({
      service: { fromAlarm: { dimension: 'ServiceName', allowed: 'shop-*' } },
    });
  });

  test('an action that needs a VPC sits in `default` unless its step names another network', () => {
    const steps = [
      { action: 'flush', parameters: { cache: 'a' } },
      { action: 'flush', parameters: { cache: 'a' }, network: 'inner' },
    ];
    const environment = anEnvironment({ networks: { default: aNetwork, inner: aNetwork } });
    const [runbook] = resolve([aRunbook({ steps })], environment).runbooks;
    expect(runbook?.deployed.steps.map(({ network }) => network)).toEqual(['default', 'inner']);
  });

  test("the environment's mode wins", () => {
    const environment = anEnvironment({ modes: { 'shop-errors': 'off' } });
    expect(resolve([aRunbook({ mode: 'auto' })], environment).runbooks[0]?.deployed.mode).toBe('off');
  });
});

describe('what is not deployed', () => {
  test('a runbook without an entry', () => {
    expect(resolve([aRunbook()], anEnvironment({ runbooks: {} }))).toEqual({
      runbooks: [],
      notDeployed: [{ id: 'shop-errors', why: 'no entry under `runbooks` in environments/test.ts' }],
      problems: [],
    });
  });

  test('it is checked all the same', () => {
    const parameters = { service: fromEnvironment('service'), tasks: 'two' };
    const spec = aRunbook({ steps: [{ action: 'restart', parameters }] });
    const { problems } = resolve([spec], anEnvironment({ runbooks: {} }));
    expect(problems).toEqual([
      {
        file: 'runbooks/shop-errors.ts',
        field: 'steps[0].parameters.tasks',
        found: '"two"',
        expected: 'a whole number of tasks',
      },
    ]);
  });
});

describe('divideTimeBy', () => {
  const spec = aRunbook({
    when: { creates: [anAlarm] },
    recovered: {
      holdFor: minutes(1),
      andMetric: metric({ namespace: 'Shop', name: 'Healthy' }).atLeast(1),
    },
  });

  test('divides every duration; a timeout leaves room for a cold start, the event age stays one that EventBridge takes', () => {
    const [runbook] = resolve([spec], anEnvironment({ account: emulatorAccount, divideTimeBy: 10 })).runbooks;
    expect(runbook?.deployed).toMatchObject({
      steps: [{ timeoutSeconds: 15, verifyWithinSeconds: 18 }],
      recovered: { holdForSeconds: 10, andMetric: { withinSeconds: 12 } },
      guards: {
        cooldownSeconds: 180,
        staleAfterSeconds: 60,
        maxRunsPerDay: 3,
        massFailure: { incidents: 10, withinSeconds: 30, coolDownSeconds: 90, pageEverySeconds: 30 },
      },
      page: { pageBySeconds: 90 },
    });
    expect(runbook?.creates[0]?.periodSeconds).toBe(10);
  });

  test('never below one second, always whole', () => {
    const [runbook] = resolve(
      [spec],
      anEnvironment({ account: emulatorAccount, divideTimeBy: 1_000_000 }),
    ).runbooks;
    expect(runbook?.deployed.steps[0]?.verifyWithinSeconds).toBe(1);
    const [third] = resolve([spec], anEnvironment({ account: emulatorAccount, divideTimeBy: 7 })).runbooks;
    expect(third?.deployed.page.pageBySeconds).toBe(129);
  });

  test('the page deadline still leaves room for a cold start and every step, also for what is not divided as far', () => {
    const two = {
      ...spec,
      steps: [...spec.steps, ...spec.steps],
      page: { ...spec.page, pageBy: minutes(20) },
    };
    const [runbook] = resolve([two], anEnvironment({ account: emulatorAccount, divideTimeBy: 20 })).runbooks;
    expect(runbook?.deployed).toMatchObject({
      steps: Array(2).fill({ timeoutSeconds: 15, verifyWithinSeconds: 9 }),
      recovered: { holdForSeconds: 10 },
      page: { pageBySeconds: 15 + 2 * (15 + 9 + 10) },
    });
  });

  test('checks are made at full length', () => {
    const tight = aRunbook({ page: { pageBy: minutes(2), instructions: '…' } });
    expect(
      resolve([tight], anEnvironment({ account: emulatorAccount, divideTimeBy: 10 })).problems,
    ).toHaveLength(1);
  });
});

describe('all mistakes at once', () => {
  test('over all runbooks and the environment, several in each', () => {
    const first = {
      ...aRunbook(),
      ownr: 'x',
      steps: [{ action: 'restrt', parameters: {}, retry: 1 }],
      why: 3,
    };
    const second = aRunbook({ id: 'other-errors', when: { alarms: ['shop-5xx'] }, mode: 'always' as 'auto' });
    const { runbooks } = anEnvironment();
    const environment = {
      ...anEnvironment({ runbooks: { ...runbooks, 'other-errors': {} } }),
      account: '12',
      modes: { nobody: 'off' },
    };
    const fields = resolve([first, second], environment).problems.map(
      ({ file, field }) => `${file} ${field}`,
    );
    expect(new Set(fields)).toEqual(
      new Set([
        'runbooks/shop-errors.ts ownr',
        'runbooks/shop-errors.ts why',
        'runbooks/shop-errors.ts steps[0].action',
        'runbooks/shop-errors.ts steps[0].retry',
        'runbooks/other-errors.ts when.alarms[0]',
        'runbooks/other-errors.ts mode',
        'environments/test.ts account',
        'environments/test.ts modes.nobody',
      ]),
    );
  });

  test('with a problem nothing is resolved', () => {
    const { runbooks, notDeployed } = resolve([aRunbook(), { ...aRunbook(), id: 'x' }]);
    expect([...runbooks, ...notDeployed]).toEqual([]);
  });

  test.each([undefined, null, 'text', 4, [], () => ({}), Promise.resolve(aRunbook())])(
    'a file may export anything: %p',
    (spec) => {
      const { problems } = resolve([spec], spec);
      expect(problems.length).toBeGreaterThan(1);
      expect(formatProblems(problems)).toContain('expected:');
    },
  );

  test('a value that holds itself is refused like any other', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const spec = aRunbook({ steps: [{ action: 'restart', parameters: { service: cycle } }] });
    expect(resolve([spec]).problems[0]).toMatchObject({
      field: 'steps[0].parameters.service',
      found: 'an object without JSON',
    });
  });
});

test('problems are printed by file, with field, found and expected', () => {
  const steps = [{ action: 'restart', parameters: { servise: 'shop' } }];
  const long = aRunbook({ steps, page: { pageBy: seconds(60), instructions: 'x' } });
  expect(formatProblems(resolve([long]).problems)).toBe(`3 problems found, nothing was synthesized.

runbooks/shop-errors.ts
  steps[0].parameters.servise
    found:    "shop"
    expected: a field of steps[0].parameters that exists; did you mean \`service\`?
  page.pageBy
    found:    {"seconds":60}
    expected: at least 2 minutes; the scheduler counts in minutes
  page.pageBy
    found:    {"seconds":60}
    expected: at least 385 s, what the ladder takes at worst before a person is paged; or fewer or shorter steps
                30 s to check that acting is safe
              + 310 s step 1, restart (act 30 + verify 180 + look once more 20 + hold 60 + record 20)
              + 45 s to page
`);
  expect(formatProblems([])).toBe('');
});
