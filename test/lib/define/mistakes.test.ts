import { fromAlarm, fromEnvironment, metric, minutes, seconds } from '../../../lib/define/index.ts';
import { aNetwork, anAlarm, anEnvironment, aRunbook, problemsWith } from './fixtures.ts';

type Mistake = readonly [name: string, spec: unknown, problem: RegExp | string, environment?: unknown];

const withSteps = (...steps: object[]) => ({ ...aRunbook(), steps });
const restart = (parameters: object, options: object = {}) => ({ action: 'restart', parameters, ...options });
const creating = (alarm: object, changes: object = {}) => ({
  ...aRunbook({ when: { creates: [{ ...anAlarm, ...alarm }] } }),
  ...changes,
});
const paging = (page: object) => ({ ...aRunbook(), page: { instructions: 'Look.', ...page } });

/** Each mistake is reported, and nothing else is. */
const reports = (mistakes: readonly Mistake[]) =>
  test.each(mistakes)('%s', (_name, spec, problem, environment) => {
    expect(problemsWith(spec, environment)).toEqual([
      typeof problem === 'string' ? problem : expect.stringMatching(problem),
    ]);
  });

describe('fields and types', () => {
  reports(
    [
      ['a misspelt field', { ...aRunbook(), recoverd: {} }, 'recoverd: a field; did you mean `recovered`?'],
      [
        'an unknown field',
        paging({ soundtrack: 1 }),
        /^page.soundtrack: a field of page: urgency, pageBy, instr/,
      ],
      [
        'a misspelt field that is required',
        { ...aRunbook(), owner: undefined, ownr: 'x' },
        /^ownr: .*`owner`/,
      ],
      ['a required field left out', { ...aRunbook(), why: undefined }, /^why: why this goes wrong/],
      [
        'a mode that does not exist',
        { ...aRunbook(), mode: 'atuo' },
        'mode: one of these values; did you mean `auto`?',
      ],
      [
        'an id of another shape',
        aRunbook({ id: 'Shop' }),
        /^id: the file's name without \.ts: 3 to 41/,
        anEnvironment({ runbooks: {} }),
      ],
      ['no steps', withSteps(), 'steps: at least one step(…)'],
      [
        'a duration as a number',
        paging({ pageBy: 600 }),
        'page.pageBy: a duration: seconds(…), minutes(…) or hours(…)',
      ],
      [
        'half a second',
        paging({ pageBy: seconds(120.5) }),
        /^page.pageBy.seconds: a whole number of seconds/,
      ],
      [
        'no time at all',
        withSteps(restart({ service: 'a' }, { verifyWithin: seconds(0) })),
        /^steps\[0\].verifyWithin.seconds/,
      ],
      [
        'time that runs backwards',
        { ...aRunbook(), guards: { cooldown: minutes(-1) } },
        /^guards.cooldown.seconds: .*at least 1/,
      ],
      [
        'no runs',
        { ...aRunbook(), guards: { maxRunsPerDay: 0 } },
        /^guards.maxRunsPerDay: a whole number, at least 1/,
      ],
      [
        'an alarm of another shape',
        { ...aRunbook(), when: { alarms: [{ prefx: 'shop' }] } },
        /^when.alarms\[0\].prefx: .*`prefix`/,
      ],
      ['a placeholder in a text', aRunbook({ why: 'The ${Pool} leaks' }), /^why: a text without \$\{/],
      [
        'a path in a name',
        withSteps(restart({ service: 'a' }), { action: 'reboot', parameters: { machines: ['x'], 'y.$': 1 } }),
        /y.\$: /,
      ],
    ].slice(0, -1) as Mistake[],
  );

  test('a name that Step Functions would read as a path', () => {
    const andMetric = metric({ namespace: 'a', name: 'b', dimensions: { 'c.$': '$.d' } }).atLeast(1);
    expect(problemsWith(aRunbook({ recovered: { andMetric } }))).toEqual([
      expect.stringMatching(/^recovered.andMetric.dimensions.c.\$: a name that does not end in \.\$/),
    ]);
  });
});

describe('steps', () => {
  const list = (allowed: string | string[]) => withSteps(restart({ service: fromAlarm('Service', allowed) }));
  const machines = (count: number) => ({
    action: 'reboot',
    parameters: { machines: Array.from({ length: count }, (_, index) => `machine-${index}`) },
  });
  reports([
    [
      'an unknown action',
      withSteps({ action: 'restrat', parameters: {} }),
      'steps[0].action: an action; did you mean `restart`?',
    ],
    [
      'an action that JavaScript knows',
      withSteps({ action: 'constructor', parameters: {} }),
      /^steps\[0\].action: an action/,
    ],
    [
      'an unknown parameter',
      withSteps(restart({ service: 'a', port: 1 })),
      'steps[0].parameters.port: a field of steps[0].parameters: service, tasks',
    ],
    [
      'a misspelt parameter',
      withSteps(restart({ servise: 'a' })),
      /^steps\[0\].parameters.servise: .*`service`/,
    ],
    ['a parameter left out', withSteps(restart({})), /^steps\[0\].parameters.service: a text/],
    [
      'a parameter of another type',
      withSteps(restart({ service: 'a', tasks: 1.5 })),
      'steps[0].parameters.tasks: a whole number of tasks',
    ],
    [
      'a reference with more in it',
      withSteps(restart({ service: { fromAlarm: { dimension: 'a', allowed: ['a'], or: 1 } } })),
      /fromAlarm.or: a field of/,
    ],
    ['an empty list of values', list([]), /allowed: at least one value; an empty set never means everything/],
    [
      'a pattern that means everything',
      list('*'),
      /allowed: a pattern that names at least 3 fixed characters/,
    ],
    [
      'a pattern that means nearly everything',
      list('*ab*'),
      /allowed: a pattern that names at least 3 fixed characters/,
    ],
    [
      'a pattern in a list',
      withSteps({ action: 'flush', parameters: { cache: fromAlarm('Cache', ['abc', 'abc*']) } }),
      /allowed\[1\]: an exact value/,
      anEnvironment({ networks: { default: aNetwork } }),
    ],
    [
      'a pattern that the action never takes',
      list('SHOP-*'),
      'steps[0].parameters.service.fromAlarm.allowed: a service name',
    ],
    [
      'a value that the action does not take',
      list(['shop', 'Shop']),
      'steps[0].parameters.service.fromAlarm.allowed[1]: a service name',
    ],
    [
      'a first value that the action does not take',
      list(['Shop', 'shop']),
      'steps[0].parameters.service.fromAlarm.allowed[0]: a service name',
    ],
    [
      'more targets than one transaction locks',
      withSteps(machines(21)),
      /^steps: at most 20 targets in all steps together; these are 21/,
    ],
    ['nothing to lock', withSteps(machines(0)), /^steps\[0\]: parameters that name at least one target/],
    [
      'a title too long for a state name',
      withSteps({ action: 'wordy', parameters: {} }),
      /^steps\[0\].action: .*at most 80 characters/,
    ],
    [
      'a title that is another state',
      withSteps({ action: 'ambiguous', parameters: {} }),
      /^steps\[0\].action: an action whose title is not Hold/,
    ],
    [
      'a definition that is too large',
      aRunbook({ why: 'x'.repeat(400_000) }),
      /^export default: a definition of at most/,
    ],
  ]);

  test('the same 20 machines twice are 20 targets', () => {
    expect(
      problemsWith({
        ...withSteps(machines(20), machines(20)),
        page: { pageBy: minutes(30), instructions: 'x' },
      }),
    ).toEqual([]);
  });
});

describe('networks', () => {
  const flush = withSteps({ action: 'flush', parameters: { cache: 'a' } });
  reports([
    [
      'a network that is not there',
      withSteps(restart({ service: 'a' }, { network: 'innr' })),
      'steps[0].network: one of the networks of environments/test.ts; did you mean `inner`?',
      anEnvironment({ networks: { inner: aNetwork } }),
    ],
    [
      'no network for an action that needs one',
      flush,
      /^steps\[0\].network: flush has to sit in a VPC, by default in `default`: .*there is none yet/,
    ],
  ]);

  test('no network is needed where the runbook is not deployed', () => {
    expect(problemsWith(flush, anEnvironment({ runbooks: {} }))).toEqual([]);
  });
});

describe('time', () => {
  reports(
    [
      [
        'a page deadline that is too near',
        {
          ...paging({ pageBy: seconds(119) }),
          steps: [restart({ service: 'a' }, { verifyWithin: seconds(1) })],
          recovered: { holdFor: seconds(1) },
        },
        /^page.pageBy: at least 2 minutes/,
      ],
      [
        'a ladder that does not fit',
        paging({ pageBy: seconds(384) }),
        /^page.pageBy: at least 385 s, what the ladder takes at worst/,
      ],
      [
        'events that may be too young',
        { ...aRunbook(), guards: { staleAfter: seconds(59) } },
        /^guards.staleAfter: 1 minute to 24 hours/,
      ],
      [
        'a verification that ends too early',
        creating({ evaluationPeriods: 3, datapointsToAlarm: 1, period: minutes(1) }),
        /^steps\[0\].verifyWithin: at least 240 seconds.*60 s × \(3 − 1 \+ 1\)/,
      ],
      [
        'a hold shorter than a period',
        creating({ period: minutes(1) }, { recovered: { holdFor: seconds(59) } }),
        /^recovered.holdFor: at least 60 seconds, one period/,
      ],
    ].filter(([name]) => name) as Mistake[],
  );

  test('a ladder that just fits is fine', () => {
    expect(problemsWith(paging({ pageBy: seconds(385) }))).toEqual([]);
  });

  test('a mistake elsewhere does not make a ladder look too long', () => {
    const spec = {
      ...withSteps(restart({ service: 'a' }), restart({ service: 'b' }), restart({ service: 'c' })),
      page: { pagBy: minutes(30), instructions: 'x' },
    };
    expect(problemsWith(spec)).toEqual([expect.stringMatching(/^page.pagBy/)]);
  });
});

describe('created alarms', () => {
  const quiet = { missingData: 'notBreaching' };
  const andMetric = metric({ namespace: 'Shop', name: 'Healthy' }).atLeast(1);
  const reading = (dimensions: object) =>
    creating({ dimensions }, { steps: [restart({ service: fromAlarm('Service', 'shop-*') })] });
  reports([
    [
      'a period that CloudWatch does not take',
      creating({ period: seconds(45) }),
      'when.creates[0].period: 10, 20 or 30 seconds, or a multiple of 60 seconds',
    ],
    [
      'more datapoints than periods',
      creating({ datapointsToAlarm: 2 }),
      'when.creates[0].datapointsToAlarm: at most evaluationPeriods, 1',
    ],
    [
      'two alarms of one name',
      aRunbook({ when: { creates: [anAlarm, anAlarm] } }),
      /^when.creates\[1\].name: a name of its own/,
    ],
    [
      'auto that takes silence for health',
      creating(quiet, { mode: 'auto' }),
      /^mode: watch or off, or a second metric/,
    ],
    [
      'the same by the environment',
      creating(quiet),
      /^modes.shop-errors: watch or off/,
      anEnvironment({ modes: { 'shop-errors': 'auto' } }),
    ],
    [
      'a dimension that the runbook reads and the alarm lacks',
      reading({ Shard: 'a' }),
      /^when.creates\[0\].dimensions: the dimension Service/,
    ],
    [
      'a dimension that is not allowed',
      reading({ Service: 'cart' }),
      /^when.creates\[0\].dimensions.Service: a value that fromAlarm allows: shop-\*/,
    ],
  ]);

  test.each([
    ['a second metric sees the silence', creating(quiet, { mode: 'auto', recovered: { andMetric } })],
    ['watching does no harm', creating(quiet, { mode: 'watch' })],
    ['30 seconds', creating({ period: seconds(30) })],
    ['the dimension that the runbook reads', reading({ Service: 'shop-cart' })],
  ])('%s', (_name, spec) => {
    expect(problemsWith(spec)).toEqual([]);
  });
});

describe('environments', () => {
  const { routes } = anEnvironment();
  const env = (changes: object) => ({ ...anEnvironment(), ...changes });
  const reading = withSteps(restart({ service: fromEnvironment('service') }));
  reports([
    [
      'another name than the file',
      aRunbook(),
      "name: the file's name without .ts, test",
      env({ name: 'other' }),
    ],
    [
      'a name of another shape',
      aRunbook(),
      /^name: the file's name without .ts: 2 to 20/,
      env({ name: 'Test' }),
    ],
    ['an account that is a number', aRunbook(), /^account: a text/, env({ account: 123456789012 })],
    ['a region that is none', aRunbook(), /^region: an AWS region/, env({ region: 'Frankfurt' })],
    [
      'an entry for no runbook',
      aRunbook(),
      'runbooks.shop-eror: the id of a runbook; did you mean `shop-errors`?',
      env({ runbooks: { 'shop-eror': {} } }),
    ],
    [
      'a mode for no runbook',
      aRunbook(),
      /^modes.nobody: the id of a runbook: shop-errors/,
      env({ modes: { nobody: 'off' } }),
    ],
    [
      'a value that nothing reads',
      reading,
      /^runbooks.shop-errors.servce: .*did you mean `service`/,
      env({ runbooks: { 'shop-errors': { service: 'a', servce: 'a' } } }),
    ],
    [
      'a value that the action does not take',
      reading,
      'runbooks.shop-errors.service: a service name',
      env({ runbooks: { 'shop-errors': { service: 'A*' } } }),
    ],
    [
      'a value of another kind',
      reading,
      'runbooks.shop-errors.service: a text or a number',
      env({ runbooks: { 'shop-errors': { service: true } } }),
    ],
    [
      'a topic that nobody listens to',
      aRunbook(),
      /^routes.notice: at least one subscription/,
      env({ routes: { ...routes, notice: [] } }),
    ],
    [
      'an address that is none',
      aRunbook(),
      'routes.notice[0].endpoint: an e-mail address',
      env({ routes: { ...routes, notice: [{ protocol: 'email', endpoint: 'me' }] } }),
    ],
    [
      'one road twice',
      aRunbook(),
      /^routes.backup: an address that is not among routes.page/,
      env({ routes: { ...routes, backup: routes.page } }),
    ],
    ['time stretched', aRunbook(), /^divideTimeBy: a number, at least 1/, env({ divideTimeBy: 0.5 })],
    [
      'subnets that do not fit their zones',
      aRunbook(),
      /^networks.default.subnetIds: as many for each of the 2/,
      env({ networks: { default: { ...aNetwork, availabilityZones: ['a', 'b'] } } }),
    ],
    [
      'a network name of another shape',
      aRunbook(),
      /^networks.Inner: a network name/,
      env({ networks: { Inner: aNetwork } }),
    ],
  ]);
});
