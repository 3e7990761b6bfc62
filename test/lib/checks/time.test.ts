import { fromAlarm, metric, minutes, seconds } from '#define/index';
import {
  accepts,
  anAlarm,
  anEnvironment,
  aRunbook,
  creating,
  problemsWith,
  reports,
  restartWith as restart,
  withSteps,
} from './fixtures.ts';

const pagingAfter = (count: number) => aRunbook({ page: { pageBy: seconds(count), instructions: 'Look.' } });

describe('the page deadline', () => {
  test('too near for the scheduler, besides any ladder', () => {
    expect(problemsWith(pagingAfter(119))[0]).toMatch(/^page.pageBy: at least 2 minutes/);
  });
  reports('a ladder that does not fit', pagingAfter(384), /^page.pageBy: at least 385 s/);
  accepts('a ladder that just fits', pagingAfter(385));

  test('a wait for another incident that does not fit, though the ladder does', () => {
    const quick = restart({ service: 'a' }, { verifyWithin: seconds(20) });
    const [problem, ...more] = problemsWith({
      ...aRunbook({ page: { pageBy: seconds(180), instructions: 'Look.' } }),
      steps: [quick],
      recovered: { holdFor: seconds(10) },
    });
    expect(problem).toContain(
      'page.pageBy: a deadline that is later than the longest way, which takes 223 s at worst',
    );
    expect(problem).toContain('98 s Wait for the fix that is under way');
    expect(more).toEqual([]);
  });

  test('every step counts, and the sum is told', () => {
    const steps = [restart({ service: 'a' }), restart({ service: 'b' }, { verifyWithin: minutes(10) })];
    const [problem] = problemsWith(withSteps(...steps));
    expect(problem).toContain('at least 1115 s');
    expect(problem).toContain(
      '310 s step 1, restart (act 30 + verify 180 + look once more 20 + hold 60 + record 20)',
    );
    expect(problem).toContain('730 s step 2, restart (act 30 + verify 600');
  });

  const steps = ['a', 'b', 'c'].map((service) => restart({ service }));
  const misspelt = { ...withSteps(...steps), page: { pagBy: minutes(30), instructions: 'Look.' } };
  reports('a mistake elsewhere does not make a ladder look too long', misspelt, /^page.pagBy: .*`pageBy`/);

  const young = { ...aRunbook(), guards: { staleAfter: seconds(59) } };
  reports('events younger than EventBridge drops', young, /^guards.staleAfter: 1 minute to 24 hours/);
});

describe('asking for an approval', () => {
  const approve = (pageBy: number, more: object = {}) =>
    aRunbook({ mode: 'approve', page: { pageBy: seconds(pageBy), instructions: 'Look.' }, ...more });

  test('takes time, too, and the sum is told', () => {
    const [problem] = problemsWith(approve(600));
    expect(problem).toMatch(/^page.pageBy: at least 640 s/);
    expect(problem).toContain('565 s step 1, restart (ask for approval 255 + act 30');
  });
  accepts('as much as there is', approve(739));
  accepts('as little as the runbook says', approve(500, { approvalWithin: seconds(60) }));
  reports(
    'more than there is',
    approve(900, { approvalWithin: minutes(10) }),
    /^page.pageBy: at least 1040 s/,
  );

  const required = restart({ service: 'a' }, { approval: 'required' });
  const one = {
    ...withSteps(required),
    mode: 'auto',
    page: { pageBy: seconds(500), instructions: 'Look.' },
  };
  reports('for one step in mode auto', one, /^page.pageBy: at least 606 s/);

  const byEnvironment = anEnvironment({ modes: { 'shop-errors': 'approve' } });
  reports('in one environment', pagingAfter(385), /^page.pageBy: at least 568 s/, byEnvironment);
  reports(
    'an approval that is optional',
    withSteps(restart({ service: 'a' }, { approval: 'optional' as 'required' })),
    /^steps\[0\].approval: 'required', 'waived', or nothing/,
  );
});

describe('created alarms', () => {
  const slow = creating({ evaluationPeriods: 3, datapointsToAlarm: 1 });
  reports(
    'a verification too short',
    slow,
    /^steps\[0\].verifyWithin: at least 240 seconds.*60 s × \(3 − 1 \+ 1\)/,
  );
  const shortHold = creating({}, { recovered: { holdFor: seconds(59) } });
  reports('a hold shorter than a period', shortHold, /^recovered.holdFor: at least 60 seconds, one period/);
  reports(
    'a period of 45 seconds',
    creating({ period: seconds(45) }),
    /^when.creates\[0\].period: 10, 20 or 30/,
  );
  accepts('a period of 30 seconds', creating({ period: seconds(30) }));
  const outvoted = creating({ datapointsToAlarm: 2 });
  reports(
    'more datapoints than periods',
    outvoted,
    /^when.creates\[0\].datapointsToAlarm: at most evaluationPeriods, 1/,
  );
  const twice = aRunbook({ when: { creates: [anAlarm, anAlarm] } });
  reports('two of one name', twice, /^when.creates\[1\].name: a name of its own/);
});

describe('auto and silence', () => {
  const quiet = { missingData: 'notBreaching' };
  const andMetric = metric({ namespace: 'Shop', name: 'Healthy' }).atLeast(1);
  const auto = anEnvironment({ modes: { 'shop-errors': 'auto' } });
  reports(
    'silence taken for health',
    creating(quiet, { mode: 'auto' }),
    /^mode: watch or off, or a second metric/,
  );
  reports(
    'the same in mode approve',
    creating(quiet, { mode: 'approve' }),
    /^mode: watch or off, or a second metric/,
  );
  reports('the same by the environment', creating(quiet), /^modes.shop-errors: watch or off/, auto);
  accepts('a second metric', creating(quiet, { mode: 'auto', recovered: { andMetric } }));
  accepts('watching', creating(quiet, { mode: 'watch' }));
});

describe('dimensions that the runbook reads off its own alarm', () => {
  const reading = (dimensions: object) =>
    creating({ dimensions }, { steps: [restart({ service: fromAlarm('Service', 'shop-*') })] });
  reports('missing', reading({ Shard: 'a' }), /^when.creates\[0\].dimensions: the dimension Service/);
  reports(
    'not allowed',
    reading({ Service: 'cart' }),
    /dimensions.Service: a value that fromAlarm allows: shop-\*/,
  );
  accepts('allowed', reading({ Service: 'shop-cart' }));
});
