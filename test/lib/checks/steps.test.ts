import { fromAlarm, metric, minutes, seconds } from '#define/index';
import {
  accepts,
  aNetwork,
  anEnvironment,
  aRunbook,
  problemsWith,
  reports,
  restartWith as restart,
  withSteps,
} from './fixtures.ts';

const paging = (page: object) => ({ ...aRunbook(), page: { instructions: 'Look.', ...page } });
const guarded = (guards: object) => ({ ...aRunbook(), guards });

describe('fields and types', () => {
  reports(
    'a misspelt field',
    { ...aRunbook(), recoverd: {} },
    /^recoverd: a field that exists; did you mean `recovered`\?$/,
  );
  reports(
    'an unknown field',
    paging({ soundtrack: 1 }),
    /^page.soundtrack: a field of page that exists: urgency, pageBy, inst/,
  );
  const { owner, ...ownerless } = aRunbook();
  reports('a misspelt field that is required', { ...ownerless, ownr: owner }, /^ownr: .*`owner`/);
  reports('a required field left out', ownerless, /^owner: the team that is told/);
  reports('a mode that does not exist', { ...aRunbook(), mode: 'atuo' }, /^mode: .* did you mean `auto`\?$/);
  accepts('no steps: it only pages', withSteps());
  reports(
    'a duration as a number',
    paging({ pageBy: 600 }),
    /^page.pageBy: a duration: seconds\(…\), minutes\(…\)/,
  );
  reports(
    'half a second',
    paging({ pageBy: seconds(120.5) }),
    /^page.pageBy.seconds: a whole number of seconds/,
  );
  const noTime = withSteps(restart({ service: 'a' }, { verifyWithin: seconds(0) }));
  reports('no time at all', noTime, /^steps\[0\].verifyWithin.seconds: .*at least 1/);
  reports(
    'time that runs backwards',
    guarded({ cooldown: minutes(-1) }),
    /^guards.cooldown.seconds: .*at least 1/,
  );
  reports(
    'time without end',
    guarded({ cooldown: minutes(1e9) }),
    /^guards.cooldown.seconds: .*at most 31 days/,
  );
  reports('no runs', guarded({ maxRunsPerDay: 0 }), /^guards.maxRunsPerDay: a whole number, at least 1/);
  const misspeltPrefix = { ...aRunbook(), when: { alarms: [{ prefx: 'shop' }] } };
  reports('a misspelt field of one of several shapes', misspeltPrefix, /^when.alarms\[0\].prefx: .*`prefix`/);
  const placeholder = ['The $', '{Pool} leaks'].join('');
  reports('a placeholder in a text', aRunbook({ why: placeholder }), /^why: a text without \$\{/);
  const andMetric = metric({ namespace: 'a', name: 'b', dimensions: { 'c.$': '$.d' } }).atLeast(1);
  const pathInName = aRunbook({ recovered: { andMetric } });
  reports(
    'a name that Step Functions would read',
    pathInName,
    /^recovered.andMetric.dimensions.c.\$: a name that/,
  );
  const itself: Record<string, unknown> = {};
  itself['self'] = itself;
  for (const value of [() => 1, new Date(0), Number.NaN, itself]) {
    const service = { ...restart({ service: 'a' }), parameters: { service: 'a', tasks: [value] } };
    test(`a parameter that JSON can't hold, ${Object.prototype.toString.call(value)}`, () => {
      expect(problemsWith(withSteps(service))).toContainEqual(
        expect.stringMatching(/^steps\[0\].parameters.tasks: plain data/),
      );
    });
  }
});

describe('parameters', () => {
  const list = (allowed: string | string[]) => withSteps(restart({ service: fromAlarm('Service', allowed) }));
  const unknown = withSteps({ action: 'restrat', parameters: {} });
  reports('an unknown action', unknown, /^steps\[0\].action: an action; did you mean `restart`\?$/);
  const builtIn = withSteps({ action: 'constructor', parameters: {} });
  reports('an action that only JavaScript knows', builtIn, /^steps\[0\].action: an action/);
  const unknownParameter = withSteps(restart({ service: 'a', port: 1 }));
  reports(
    'an unknown parameter',
    unknownParameter,
    /^steps\[0\].parameters.port: a field of .* that exists: service, tasks$/,
  );
  reports(
    'a misspelt parameter',
    withSteps(restart({ servise: 'a' })),
    /^steps\[0\].parameters.servise: .*`service`/,
  );
  reports('a parameter left out', withSteps(restart({})), /^steps\[0\].parameters.service: a text/);
  const halfTask = withSteps(restart({ service: 'a', tasks: 1.5 }));
  reports('a parameter of another type', halfTask, /^steps\[0\].parameters.tasks: a whole number of tasks$/);
  const more = withSteps(restart({ service: { fromAlarm: { dimension: 'a', allowed: ['a'], or: 1 } } }));
  reports(
    'a reference with more in it',
    more,
    /^steps\[0\].parameters.service.fromAlarm.or: a field of .* that exists/,
  );
  reports('an empty list of values', list([]), /allowed: at least one value; an empty set does not mean all/);
  reports('a pattern that means everything', list('*'), /allowed: a pattern that names at least 3 fixed/);
  reports('a pattern that means nearly everything', list('*ab*'), /allowed: a pattern that names at least 3/);
  const inList = withSteps({ action: 'flush', parameters: { cache: fromAlarm('Cache', ['abc', 'abc*']) } });
  const networks = anEnvironment({ networks: { default: aNetwork } });
  reports('a pattern in a list', inList, /allowed\[1\]: an exact value/, networks);
  reports('a pattern that the action never takes', list('SHOP-*'), /fromAlarm.allowed: a service name$/);
  reports(
    'a value that the action does not take',
    list(['a', 'B']),
    /fromAlarm.allowed\[1\]: a service name$/,
  );
  reports('a first value that it does not take', list(['B', 'a']), /fromAlarm.allowed\[0\]: a service name$/);
  accepts('exact values, a pattern', { ...list(['a', 'b']), when: { taggedWithin: 'shop-*' } });
});

describe('targets, titles, size', () => {
  const machines = (count: number) => ({
    action: 'reboot',
    parameters: { machines: Array.from({ length: count }, (_, index) => `machine-${index}`) },
  });
  reports(
    'more targets than one transaction locks',
    withSteps(machines(21)),
    /^steps: at most 20 targets .* 21$/,
  );
  reports('nothing to lock', withSteps(machines(0)), /^steps\[0\]: parameters that name at least one target/);
  const twice = withSteps(machines(20), machines(20));
  accepts('20 machines twice, which are 20 targets', twice);
  const wordy = withSteps({ action: 'wordy', parameters: {} });
  reports('a title too long for a state name', wordy, /^steps\[0\].action: .*at most 80 characters/);
  const ambiguous = withSteps({ action: 'ambiguous', parameters: {} });
  reports(
    'a title that is another state',
    ambiguous,
    /^steps\[0\].action: an action whose title is not Hold/,
  );
  reports(
    'a large definition',
    aRunbook({ why: 'x'.repeat(400_000) }),
    /^export default: a definition of at most/,
  );
});

describe('networks', () => {
  const flush = withSteps({ action: 'flush', parameters: { cache: 'a' } });
  const inner = anEnvironment({ networks: { inner: aNetwork } });
  const misspelt = withSteps(restart({ service: 'a' }, { network: 'innr' }));
  reports('a network that is not there', misspelt, /^steps\[0\].network: .*did you mean `inner`/, inner);
  reports('no network for an action that needs one', flush, /^steps\[0\].network: flush has to sit in a VPC/);
  accepts('no network where the runbook is not deployed', flush, anEnvironment({ runbooks: {} }));
});
