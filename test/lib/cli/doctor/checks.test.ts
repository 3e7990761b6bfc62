import { stagesOf } from '#cdk/stages';
import { versionsHere } from '#cdk/versions';
import type { RequireDrill } from '#core/guards/require-drill';
import { aStep } from '#test/support/scenes';
import { type Answers, anAlarm, aResolved, calls, denied, findings, place, spec } from './account.ts';

const stageCount = stagesOf(spec).length;
const alarmsAre = (...MetricAlarms: object[]): Answers => ({ DescribeAlarms: { MetricAlarms } });
const arn = (resource: string) => `arn:aws:sns:${place.region}:${place.account}:${resource}`;
const fromAlarm = (allowed: string) =>
  aStep('restart-ecs-tasks', {
    title: 'Restart ECS tasks',
    parameters: { cluster: 'shop', service: { fromAlarm: { dimension: 'ServiceName', allowed } } },
  });
const tagged = { adopts: { names: [], prefixes: [], taggedWithin: 'shop-*' } };
const tags = { ListTagsForResource: { Tags: [{ Key: 'nightshift:runbook', Value: 'shop-errors' }] } };
const propagation = (AlarmTagsPropagation: object) => ({ ActionConfiguration: { AlarmTagsPropagation } });
const subscriptions = (SubscriptionArn: string | undefined) => ({
  ListSubscriptionsByTopic: {
    Subscriptions: SubscriptionArn
      ? [{ Protocol: 'email', Endpoint: 'on-call@shop.test', SubscriptionArn }]
      : [],
  },
});
const acknowledgedAt = (at: string) => ({
  Query: {
    Items: ['page', 'backup', 'deadline'].map((path) => ({
      sk: `ROAD#${path}#${path}`,
      road: path,
      over: path,
      acknowledgedAt: at,
    })),
  },
});

const functionArn = `arn:aws:lambda:${place.region}:${place.account}:function:nightshift-test-admit`;
/** An answer page that is as it should be. */
const anAnswerPage = {
  GetFunctionUrlConfig: { FunctionUrl: 'https://answers.test/' },
  GetFunctionConfiguration: {
    State: 'Active',
    Environment: { Variables: { NIGHTSHIFT_ANSWER_KEY_SECRET_ARN: 'arn:aws:secretsmanager:key' } },
  },
  DescribeSecret: {},
};

const heartbeatArn = `arn:aws:secretsmanager:${place.region}:${place.account}:secret:heartbeat-Ab1`;
const notDeployed: Answers = {
  DescribeTable: () => {
    throw Object.assign(new Error('no table'), { name: 'ResourceNotFoundException' });
  },
};

test('finds nothing where everything is as it should be', async () => {
  const { found, all } = await findings();
  expect(found).toEqual([]);
  expect(all.map(({ found: text }) => text)).toContain('Adopts 1 alarm: shop-5xx.');
});

const withSecondMetric = {
  recovered: {
    holdForSeconds: 60,
    andMetric: {
      namespace: 'Shop',
      metricName: 'Healthy',
      dimensions: {},
      statistic: 'Minimum' as const,
      atLeast: 1,
      withinSeconds: 120,
    },
  },
};

const noMetric = { MetricName: undefined, Namespace: undefined, Dimensions: undefined, Period: undefined };

const grouped = anAlarm({
  ...noMetric,
  Metrics: [{ Id: 'q', Expression: 'SELECT MAX(x) FROM Shop GROUP BY Service', Period: 60 }],
});

const elsewhere = anAlarm({
  ...noMetric,
  Metrics: [
    {
      Id: 'm1',
      AccountId: '999999999999',
      MetricStat: {
        Metric: {
          Namespace: 'Shop',
          MetricName: '5xx',
          Dimensions: [{ Name: 'ServiceName', Value: 'web' }],
        },
        Period: 60,
        Stat: 'Sum',
      },
    },
  ],
});

const ofLogs = (ScheduleExpression: string) =>
  anAlarm({
    ...noMetric,
    ScheduledQueryConfiguration: {
      AggregationExpression: 'count(*)',
      ScheduleConfiguration: { ScheduleExpression, StartTimeOffset: 300 },
    },
    QueryResultsToEvaluate: 1,
    QueryResultsToAlarm: 1,
  });

type Case = [string, string, Parameters<typeof findings>[0], ReadonlyArray<readonly [string, RegExp]>];

/** A runbook in mode auto whose environment requires a drill, with this evidence of one. */
function required(proof?: Partial<DrillProof>) {
  const written = { deployed: aResolved().deployed, creates: [] };
  const fresh = {
    environment: 'staging',
    incident: '20260220-1000-0123abcd',
    when: '2026-02-20T10:05:00.000Z',
  };
  const requireDrill = {
    withinSeconds: 30 * 86_400,
    ...(proof ? { proof: { version: 'b'.repeat(64), ...fresh, ...proof } } : {}),
  };
  return { ...aResolved({ guards: { ...aResolved().deployed.guards, requireDrill } }), written };
}
type DrillProof = NonNullable<RequireDrill['proof']>;

/** By the code of its action as it is here. */
const version = (await versionsHere([required()]))[0]?.deployed.version ?? '';

test('a runbook whose version a drill has proven lately is fine', async () => {
  const { found } = await findings({ runbooks: [required({ version })] });
  expect(found.filter(({ check }) => check === 'drills')).toEqual([]);
});

test('a runbook that asks anyway, or only watches, needs no drill', async () => {
  for (const mode of ['approve', 'watch', 'off'] as const) {
    const { deployed, ...rest } = required();
    const { found } = await findings({ runbooks: [{ ...rest, deployed: { ...deployed, mode } }] });
    expect(found.filter(({ check }) => check === 'drills')).toEqual([]);
  }
});

describe('finds, each with its fix,', () => {
  test.each<Case>([
    [
      'an alarm that does not exist',
      'alarms',
      { answers: alarmsAre() },
      [['problem', /^The alarm shop-5xx does not exist/]],
    ],
    [
      'a prefix and a tag that match nothing',
      'alarms',
      {
        runbooks: [
          aResolved({ adopts: { names: ['shop-5xx'], prefixes: ['shop-late'], taggedWithin: 'web-*' } }),
        ],
      },
      [
        ['warning', /^No alarm's name starts with shop-late/],
        ['warning', /^No alarm within web-\* carries the tag nightshift:runbook=shop-errors/],
      ],
    ],
    [
      'an alarm that two runbooks adopt',
      'twice',
      {
        runbooks: [aResolved(), aResolved({ id: 'all-of-shop', adopts: { names: [], prefixes: ['shop-'] } })],
      },
      [['problem', /^It is adopted by shop-errors \(by name\) and all-of-shop \(by prefix\)/]],
    ],
    [
      'an alarm that cannot be OK again while a step waits',
      'timing',
      { answers: alarmsAre(anAlarm({ Period: 300 })) },
      [['problem', /needs at least 10 min to recover, and "Restart ECS tasks" is verified for 3 min only/]],
    ],
    [
      'a hold that is shorter than an evaluation',
      'timing',
      { runbooks: [aResolved({ recovered: { holdForSeconds: 30 } })] },
      [['problem', /evaluated every 1 min, and a recovery has to hold for 30 s only/]],
    ],
    [
      'an alarm for which no data is good data; only a warning while the runbook watches',
      'timing',
      {
        answers: alarmsAre(anAlarm({ TreatMissingData: 'notBreaching' })),
        runbooks: [aResolved({ mode: 'watch' })],
      },
      [['warning', /treats missing data as good/]],
    ],
    [
      'an alarm that names a target which is not allowed',
      'timing',
      { runbooks: [aResolved({ steps: [fromAlarm('checkout-*')] })] },
      [['problem', /service is "web" by the alarm's dimension ServiceName.* allows only checkout-\*/]],
    ],
    [
      'a composite alarm',
      'kinds',
      {
        answers: {
          DescribeAlarms: {
            CompositeAlarms: [
              anAlarm({ MetricName: undefined, Period: undefined, AlarmRule: 'ALARM("shop-latency")' }),
            ],
          },
        },
      },
      [['warning', /^It is a composite alarm/]],
    ],
    [
      'an alarm over several series',
      'kinds',
      {
        answers: alarmsAre(
          anAlarm({
            MetricName: undefined,
            Metrics: [{ Id: 'q', Expression: 'SELECT MAX(x) FROM Shop GROUP BY Service', Period: 60 }],
          }),
        ),
        runbooks: [aResolved(withSecondMetric)],
      },
      [['warning', /^It watches many series at once/]],
    ],
    [
      'an alarm over several series, where nothing but its silence says that one has recovered',
      'timing',
      { answers: alarmsAre(grouped), runbooks: [aResolved({ mode: 'watch' })] },
      [['warning', /counts a series that goes silent as recovered and the runbook names no second metric/]],
    ],
    [
      'a log alarm whose schedule says nothing of its timing',
      'kinds',
      { answers: { DescribeAlarms: { LogAlarms: [ofLogs('cron(0 * * * ? *)')] } } },
      [
        ['warning', /^How fast it can be OK again cannot be known/],
        [
          'warning',
          /^Nightshift cannot check its state against data: it compares the results of a query of logs/,
        ],
      ],
    ],
    [
      'a log alarm that cannot be OK again while a step waits',
      'timing',
      { answers: { DescribeAlarms: { LogAlarms: [ofLogs('rate(5 minutes)')] } } },
      [['problem', /needs at least 10 min to recover/]],
    ],
    [
      'an alarm of a kind that is newer than this version',
      'timing',
      { answers: alarmsAre(anAlarm({ MetricName: undefined, Namespace: undefined })) },
      [['problem', /^It would not be acted on: the alarm is of a kind that this version does not know/]],
    ],
    [
      "an alarm on another account's metric whose dimension is to name the target",
      'timing',
      { answers: alarmsAre(elsewhere), runbooks: [aResolved({ steps: [fromAlarm('*')] })] },
      [['problem', /its metric is of the account 999999999999, and steps act in 111122223333/]],
    ],
    [
      'an alarm that CloudWatch cannot evaluate',
      'kinds',
      {
        answers: alarmsAre(
          anAlarm({ EvaluationState: 'EVALUATION_ERROR', StateReason: 'Invalid expression' }),
        ),
      },
      [['warning', /^CloudWatch can't evaluate it as it should \(EVALUATION_ERROR\): Invalid expression/]],
    ],
    [
      'an alarm that pages by itself',
      'own-pages',
      { answers: alarmsAre(anAlarm({ AlarmActions: [arn('old-pager')] })) },
      [['warning', /^It also pages by itself at once \(old-pager\)/]],
    ],
    [
      'a response plan of Incident Manager among the actions',
      'own-pages',
      {
        answers: alarmsAre(
          anAlarm({ AlarmActions: ['arn:aws:ssm-incidents::111122223333:responseplan/shop'] }),
        ),
      },
      [['warning', /^It also pages by itself at once \(responseplan\/shop\)/]],
    ],
    [
      'an alarm whose actions are disabled',
      'own-pages',
      { answers: alarmsAre(anAlarm({ ActionsEnabled: false })) },
      [['warning', /its incidents end as suppressed/]],
    ],
    [
      'an alarm that is adopted by a tag which its events do not carry',
      'tags',
      { answers: tags, runbooks: [aResolved(tagged)] },
      [['problem', /its events do not carry that tag/]],
    ],
    [
      'the same where other tags are carried',
      'tags',
      {
        answers: {
          ...tags,
          ...alarmsAre(anAlarm(propagation({ Enabled: true, IncludedTagKeys: ['team'] }))),
        },
        runbooks: [aResolved(tagged)],
      },
      [['problem', /its events do not carry that tag/]],
    ],
    [
      'a target that is not there',
      'targets',
      { answers: { DescribeServices: { services: [], failures: [{ arn: 'arn:of-it' }] } } },
      [['problem', /^It would refuse: there is no service web in cluster shop\.$/]],
    ],
    [
      'a target that an alarm names and that is of another kind',
      'targets',
      {
        answers: {
          DescribeServices: {
            services: [{ status: 'ACTIVE', deploymentController: { type: 'CODE_DEPLOY' } }],
          },
        },
        runbooks: [aResolved({ steps: [fromAlarm('web')], mode: 'watch' })],
      },
      [['warning', /is deployed by CODE_DEPLOY/]],
    ],
    [
      'a rule that is missing',
      'rules',
      { answers: { ListRules: { Rules: [] } } },
      [['problem', /^Its rule nightshift-test-shop-errors does not exist/]],
    ],
    [
      'a rule that is disabled',
      'rules',
      {
        answers: {
          ListRules: {
            Rules: [{ Name: 'nightshift-test-shop-errors', State: 'DISABLED', Description: 'It starts.' }],
          },
        },
      },
      [['problem', /^It is disabled, so this does not happen: It starts\.$/]],
    ],
    [
      'a subscription that nobody has confirmed',
      'topics',
      { answers: subscriptions('PendingConfirmation') },
      [
        ['problem', /^It has no confirmed subscription/],
        ['problem', /^The subscription of email on-call@shop.test was never confirmed/],
        ['problem', /^It has no confirmed subscription/],
        ['problem', /^There is no subscription of sms \+4915112345678/],
        ['problem', /^It has no confirmed subscription/],
        ['warning', /^There is no subscription of email team@shop.test/],
      ],
    ],
    [
      'a mail that anybody who opens its last link can end',
      'topics',
      {
        answers: { GetSubscriptionAttributes: { Attributes: { ConfirmationWasAuthenticated: 'false' } } },
      },
      [
        ['warning', /^The subscription of on-call@shop\.test was confirmed by its link/],
        ['warning', /^The subscription of team@shop\.test was confirmed by its link/],
      ],
    ],
    [
      'a quota that a first deploy would exceed',
      'quotas',
      {
        answers: {
          ...notDeployed,
          GetAccountSettings: { AccountLimit: { UnreservedConcurrentExecutions: 50 } },
          GetAccountSummary: { SummaryMap: { Roles: 999, RolesQuota: 1000 } },
        },
      },
      [
        // Four times as many for the pages.
        [
          'problem',
          new RegExp(
            `^The deploy reserves ${5 * (stageCount + 6)} \\(for ${stageCount} Lambdas\\) of 50 unreserved`,
          ),
        ],
        // Besides the stages: an action's Lambda, a state machine and the deadlines.
        [
          'problem',
          new RegExp(`^999 of 1000 are taken, and a deploy takes ${stageCount + 3} more: it would fail`),
        ],
      ],
    ],
    [
      'a new account, with 10 concurrent executions for everything',
      'quotas',
      {
        answers: {
          ...notDeployed,
          GetAccountSettings: {
            AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 },
          },
        },
      },
      [
        [
          'problem',
          new RegExp(
            `of 10 unreserved .* AWS keeps 100: it would fail\\. It takes a quota of at least ${5 * (stageCount + 6) + 100}; this account's is 10`,
          ),
        ],
      ],
    ],
    [
      'the same where nothing is to be reserved, also after the deploy',
      'quotas',
      {
        answers: {
          GetAccountSettings: {
            AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 },
          },
        },
        environment: { reservedConcurrency: false },
      },
      [['warning', /^All Lambdas of this account share 10 concurrent executions and none are reserved/]],
    ],
    [
      'a heartbeat whose secret nobody has made',
      'heartbeat',
      {
        answers: {
          DescribeSecret: () => {
            throw Object.assign(new Error('no secret'), { name: 'ResourceNotFoundException' });
          },
        },
        environment: { synthetic: { heartbeat: heartbeatArn } },
      },
      [['problem', /^The secret arn:aws:secretsmanager:\S+ does not exist: no heartbeat would be sent/]],
    ],
    [
      'a heartbeat whose secret is on its way out',
      'heartbeat',
      {
        answers: { DescribeSecret: { DeletedDate: new Date('2026-03-05T00:00:00Z') } },
        environment: { synthetic: { heartbeat: heartbeatArn } },
      },
      [['problem', /^The secret arn:aws:secretsmanager:\S+ is being deleted/]],
    ],
    [
      'an answer page that a policy keeps from answering',
      'answers',
      { answers: { ...anAnswerPage, Reach: 403 }, environment: { answers: {} } },
      [['problem', /^Its function URL answers 403: nobody can open a link/]],
    ],
    [
      'an answer page without the key of its links',
      'answers',
      {
        answers: {
          ...anAnswerPage,
          DescribeSecret: { DeletedDate: new Date('2026-03-05T00:00:00Z') },
        },
        environment: { answers: {} },
      },
      [['problem', /^The key of its links is gone: pages and requests for approval go without a link/]],
    ],
    [
      'records and paths that one call could delete',
      'protection',
      {
        answers: {
          DescribeTable: {
            Table: {
              TableArn: `arn:aws:dynamodb:${place.region}:${place.account}:table/nightshift-test`,
              DeletionProtectionEnabled: false,
            },
          },
          DescribeStacks: { Stacks: [{ EnableTerminationProtection: false }] },
        },
      },
      [
        ['warning', /^It can be deleted by one call, with every incident on record/],
        ['warning', /^It can be deleted by one call, and with it the paths to people/],
      ],
    ],
    [
      'versions of Lambdas that slept in, as the state machines call them',
      'roles',
      {
        answers: {
          DescribeStateMachine: {
            roleArn: `arn:aws:iam::${place.account}:role/nightshift-test-machine`,
            definition: JSON.stringify([3, 3, 4].map((number) => `${functionArn}:${number}`)),
          },
          GetFunctionConfiguration: ({ FunctionName }: { FunctionName: string }) => ({
            Role: `arn:aws:iam::${place.account}:role/nightshift-test-one`,
            // Nobody calls what is not published, so that it may sleep.
            State: FunctionName.endsWith(':4') ? 'Active' : 'Inactive',
          }),
        },
      },
      [['warning', /^It was not called for so long that it is inactive/]],
    ],
    [
      'paths that nobody has tested',
      'paths',
      { answers: { Query: { Items: [] } } },
      [
        [
          'problem',
          /^No runbook acts by itself: nobody has acknowledged a test page over the page path ever/,
        ],
      ],
    ],
    [
      'the same as a warning while no runbook acts by itself',
      'paths',
      { answers: { Query: { Items: [] } }, runbooks: [aResolved({ mode: 'watch' })] },
      [['warning', /^No runbook acts by itself/]],
    ],
    [
      'a channel that was added since the last test page',
      'paths',
      { environment: { channels: [{ channel: 'webhook', settings: {} }] } },
      [['warning', /^One channel has been added since the last test page/]],
    ],
    [
      'acknowledgements that are about to be too old',
      'paths',
      { answers: acknowledgedAt('2026-02-05T00:00:00.000Z') },
      [['warning', /^Within 7 days no runbook acts by itself any more/]],
    ],
    [
      'a runbook that asks first, since nobody has drilled it',
      'drills',
      { runbooks: [required()] },
      [['warning', /^In mode auto, and it asks a person before each step: no drill has proven this version/]],
    ],
    [
      'evidence of another version than the code here is',
      'drills',
      { runbooks: [required({})] },
      [['warning', /: the drill of 2026-02-20 in staging \(20260220-1000-0123abcd\) proved another version/]],
    ],
    [
      'evidence that is about to be too old',
      'drills',
      { runbooks: [required({ version, when: '2026-02-01T10:05:00.000Z' })] },
      [
        [
          'warning',
          /^Within 7 days it will ask a person before each step, if until then the drill of 2026-02-01/,
        ],
      ],
    ],
    [
      'that everything is stopped',
      'paths',
      {
        answers: {
          Query: { Items: [{ sk: 'STOP-ALL', by: 'ben', why: 'release', at: '2026-03-01T02:00:00.000Z' }] },
        },
        environment: { testPages: false },
      },
      [['warning', /^Nothing acts: everything was stopped by ben at 2026-03-01 02:00 UTC \(release\)/]],
    ],
  ])('%s', async (_, check, scene, expected) => {
    const { found } = await findings(scene);
    expect(found.filter((one) => one.check === check)).toEqual(
      expected.map(([severity, text]) =>
        expect.objectContaining({ severity, found: expect.stringMatching(text), fix: expect.any(String) }),
      ),
    );
    // The account is healthy otherwise; a quota's case is a first deployment, and a composite alarm has no dimension.
    expect(found.filter((one) => one.check !== check && one.severity === 'problem')).toEqual([]);
  });
});

describe('roles', () => {
  const deny =
    (call: string, detail: object = {}) =>
    ({ ActionNames = [] }: { ActionNames?: string[] }) => ({
      EvaluationResults: ActionNames.map((EvalActionName) => ({
        EvalActionName,
        EvalResourceName: 'arn:of-it',
        EvalDecision: EvalActionName === call ? 'implicitDeny' : 'allowed',
        ...(EvalActionName === call ? detail : {}),
      })),
    });

  test.each([
    ['what a step needs', 'ecs:UpdateService', {}, /may not ecs:UpdateService on arn:of-it\.$/],
    [
      'what a boundary takes away',
      'scheduler:CreateSchedule',
      { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } },
      /may not scheduler:CreateSchedule on arn:of-it, by its permissions boundary\.$/,
    ],
    [
      'what the organisation forbids',
      'lambda:InvokeFunction',
      { OrganizationsDecisionDetail: { AllowedByOrganizations: false } },
      /may not lambda:InvokeFunction on arn:of-it, by a policy of the organisation\.$/,
    ],
    [
      'what an explicit denial forbids, although the simulator knows no resource of it',
      'states:SendTaskSuccess',
      { EvalDecision: 'explicitDeny' },
      /may not states:SendTaskSuccess on arn:of-it\.$/,
    ],
    [
      'what the organisation forbids of such a call',
      'states:SendTaskFailure',
      { OrganizationsDecisionDetail: { AllowedByOrganizations: false } },
      /may not states:SendTaskFailure on arn:of-it, by a policy of the organisation\.$/,
    ],
  ])('that may not do %s', async (_, call, detail, text) => {
    const { found } = await findings({ answers: { SimulatePrincipalPolicy: deny(call, detail) } });
    expect(found.length).toBeGreaterThan(0);
    for (const one of found) expect(one).toMatchObject({ check: 'roles', severity: 'problem' });
    expect(found.map((one) => one.found)).toContainEqual(expect.stringMatching(text));
  });

  test('are asked for every statement that the stacks grant, with its conditions', async () => {
    const asked: { ActionNames: string[]; ContextEntries: { ContextKeyName: string }[] }[] = [];
    const answers = {
      SimulatePrincipalPolicy: (input: (typeof asked)[number]) => {
        asked.push(input);
        return { EvaluationResults: [] };
      },
    };
    await findings({ answers });
    const actions = new Set(asked.flatMap(({ ActionNames }) => ActionNames));
    for (const call of ['ecs:UpdateService', 'iam:PassRole', 'dynamodb:ConditionCheckItem', 'sns:Publish'])
      expect(actions).toContain(call);
    const passing = asked.find(({ ActionNames }) => ActionNames.includes('iam:PassRole'));
    expect(passing?.ContextEntries).toMatchObject([{ ContextKeyName: 'iam:PassedToService' }]);
  });

  test('a hard stop that nobody has lifted is a warning, and a stage that cannot start a problem', async () => {
    const stopped = (wanted: string) => ({
      GetFunctionConcurrency: ({ FunctionName }: { FunctionName: string }) =>
        FunctionName === wanted ? { ReservedConcurrentExecutions: 0 } : {},
    });
    const action = await findings({ answers: stopped('nightshift-test-restart-ecs-tasks') });
    expect(action.found).toMatchObject([
      { severity: 'warning', fix: expect.stringContaining('hard-stop --lift') },
    ]);
    const stage = await findings({ answers: stopped('nightshift-test-page') });
    expect(stage.found).toMatchObject([{ severity: 'problem', about: 'Lambda nightshift-test-page' }]);
  });

  test('a Lambda that cannot start is a problem', async () => {
    const GetFunctionConfiguration = { State: 'Failed', StateReason: 'The subnet is gone.' };
    const { found } = await findings({ answers: { GetFunctionConfiguration } });
    expect(found[0]).toMatchObject({ found: 'By Lambda, it cannot start: The subnet is gone.' });
  });
});

describe('a read that fails', () => {
  test.each(calls.filter((call) => call !== 'GetCallerIdentity'))(
    '%s denied: says what could not be checked and which permission it takes, and checks the rest',
    async (call) => {
      const runbooks = [aResolved(call === 'ListTagsForResource' ? tagged : {})];
      const environment = {
        ...(call === 'DescribeSecret' ? { synthetic: { heartbeat: heartbeatArn } } : {}),
        ...(call === 'GetFunctionUrlConfig' ? { answers: {} } : {}),
      };
      const { found } = await findings({ answers: { [call]: denied(call) }, runbooks, environment });
      const unchecked = found.filter(({ severity }) => severity === 'unchecked');
      expect(unchecked.length).toBeGreaterThan(0);
      for (const { found: text, fix } of unchecked) {
        expect(text).toMatch(
          /^Could not be checked: it takes the permission [a-z]+:[\w, :]+, which AWS denies/,
        );
        expect(fix).toContain('nightshift doctor --permissions');
      }
      expect(found.filter(({ severity }) => severity === 'problem')).toEqual([]);
    },
  );

  test('all at once: still an answer', async () => {
    const answers = Object.fromEntries(calls.map((call) => [call, denied(call)]));
    const { found } = await findings({ answers });
    expect(new Set(found.map(({ severity }) => severity))).toEqual(new Set(['unchecked']));
  });

  test('a call that an emulator does not know is no crash either', async () => {
    const SimulatePrincipalPolicy = () => {
      throw Object.assign(new Error('Unknown operation'), { name: 'InvalidAction' });
    };
    const { found } = await findings({ answers: { SimulatePrincipalPolicy } });
    expect(found[0]).toMatchObject({
      severity: 'unchecked',
      found: 'Could not be checked: iam:SimulatePrincipalPolicy failed (InvalidAction: Unknown operation).',
    });
  });

  test('an action without a look is said, not passed over', async () => {
    const steps = [aStep('flush-redis-cache', { parameters: { cache: 'x', keys: 'all' } })];
    const { found } = await findings({ runbooks: [aResolved({ steps })] });
    expect(found.find(({ check }) => check === 'targets')?.found).toContain(
      'neither a look.ts nor calls of the action kit',
    );
  });
});

describe('an endpoint that is not AWS', () => {
  const conditional = ({ ActionNames = [], ContextEntries = [] }: Record<string, string[]>) => ({
    EvaluationResults: ActionNames.map((EvalActionName) => ({
      EvalActionName,
      EvalDecision: ContextEntries.length > 0 ? 'implicitDeny' : 'allowed',
    })),
  });

  test('is not believed where its simulation may not know conditions; AWS is', async () => {
    const answers = { SimulatePrincipalPolicy: conditional };
    const severities = async (emulated: boolean) =>
      new Set((await findings({ answers, emulated })).found.map(({ severity }) => severity));
    expect(await severities(true)).toEqual(new Set(['unchecked']));
    expect(await severities(false)).toEqual(new Set(['problem']));
  });

  test('is not believed where it does not describe whether tags are carried', async () => {
    const { found } = await findings({ answers: tags, runbooks: [aResolved(tagged)], emulated: true });
    expect(found).toMatchObject([{ check: 'tags', severity: 'unchecked' }]);
  });
});

test('a stage that an environment has no Lambda for is not missed', async () => {
  const answers = {
    GetFunctionConfiguration: ({ FunctionName }: { FunctionName: string }) => {
      if (FunctionName.endsWith('-digest'))
        throw Object.assign(new Error('none'), { name: 'ResourceNotFoundException' });
      return { State: 'Active' };
    },
  };
  expect((await findings({ answers, environment: { digest: false } })).found).toEqual([]);
  expect((await findings({ answers })).found).toMatchObject([{ about: 'Lambda nightshift-test-digest' }]);
});

describe('before the first deploy', () => {
  const notThere = {
    DescribeTable: () => {
      throw Object.assign(new Error('no table'), { name: 'ResourceNotFoundException' });
    },
    ListStateMachines: { stateMachines: [] },
  };

  test('checks alarms and targets, and says what comes later', async () => {
    const { all, found } = await findings({ answers: notThere });
    expect(found).toEqual([]);
    expect(all.map((one) => one.found)).toContainEqual(
      expect.stringMatching(
        /^It is not deployed here yet, so rules, roles, topics, paths, answers, protection were not checked/,
      ),
    );
  });

  test('an alarm that comes with the runbook is no problem yet', async () => {
    const creates = [{ name: 'shop-5xx' }] as never;
    const runbooks = [{ ...aResolved(), creates }];
    const { found, all } = await findings({ answers: { ...notThere, ...alarmsAre() }, runbooks });
    expect(found).toEqual([]);
    expect(all.map((one) => one.found)).toContain('Adopts 0 alarms; the next deploy creates shop-5xx.');
  });

  test('a runbook that is new in a deployed environment is not missed', async () => {
    const runbooks = [aResolved(), aResolved({ id: 'new-one', adopts: { names: [], prefixes: ['none'] } })];
    const { all } = await findings({ runbooks });
    expect(all).toContainEqual(
      expect.objectContaining({
        about: 'runbook new-one',
        found: 'It is not deployed yet; the next deploy brings it.',
      }),
    );
  });
});

test('a runbook that is off needs nothing', async () => {
  const { found } = await findings({ answers: alarmsAre(), runbooks: [aResolved({ mode: 'off' })] });
  expect(found).toEqual([]);
});
