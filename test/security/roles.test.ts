import { actions } from '#action/register';
import { type Templates, templates } from '../lib/cdk/templates.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, unknown>>;
}

const listed = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

let sandbox: Templates;
beforeAll(async () => {
  sandbox = await templates();
});

const rolesOf = ({ foundation, runbooks, console }: Templates) =>
  [foundation, runbooks, console].flatMap((template) =>
    Object.entries(template.findResources('AWS::IAM::Role')),
  );

const statementsOf = (role: {
  Properties: { Policies?: { PolicyDocument: { Statement: Statement[] } }[] };
}) => (role.Properties.Policies ?? []).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

/** What the roles of actions are allowed, by the function's name. */
function actionRoles(): [string, Statement[]][] {
  const roles = new Map(rolesOf(sandbox));
  return Object.values(sandbox.runbooks.findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => [String(Properties.FunctionName), Properties.Role['Fn::GetAtt'][0]] as const)
    .filter(([name]) => Object.keys(actions).some((id) => name.startsWith(`nightshift-sandbox-${id}`)))
    .map(([name, role]) => [
      name,
      statementsOf(roles.get(role) as never).filter(({ Effect }) => Effect === 'Allow'),
    ]);
}

/** Creates schedules of the environment's own group, which publish to the backup topic with the role of page deadlines. */
const isToArm = ({ Action, Resource, Condition }: Statement): boolean => {
  const text = JSON.stringify(Resource);
  if (Action === 'scheduler:CreateSchedule') return text.includes('schedule/nightshift-sandbox/*');
  return Action === 'iam:PassRole' && /DeadlineRole/.test(text) && Condition !== undefined;
};

/** Actions on a service that others have no business with. Their calls are judged below, by the ARNs that they name. */
const actsOn: Readonly<Record<string, string>> = {
  'invoke-lambda': 'lambda',
  'roll-back-lambda-alias': 'lambda',
  'redrive-dead-letters': 'sqs',
};

describe('the role of an action', () => {
  test('is one for each action and network', () => {
    expect(
      actionRoles()
        .map(([name]) => name)
        .sort(),
    ).toEqual([
      'nightshift-sandbox-fail-over-aurora-cluster',
      'nightshift-sandbox-flush-redis-cache-default',
      'nightshift-sandbox-invoke-lambda',
      'nightshift-sandbox-redrive-dead-letters',
      'nightshift-sandbox-restart-ecs-tasks',
      'nightshift-sandbox-roll-back-lambda-alias',
      'nightshift-sandbox-scale-out-ecs-service',
      'nightshift-sandbox-turn-off-feature',
    ]);
  });

  test.each(['sns', 'states', 'scheduler', 'iam', 'lambda', 'events', 'sts', 'sqs', 'ssm', 's3'])(
    'allows no call of %s unless that is the service that it acts on: it can tell nobody, start nothing and become nobody else',
    (service) => {
      for (const [name, statements] of actionRoles()) {
        const own = Object.values(actions).find(({ id }) => name.startsWith(`nightshift-sandbox-${id}`));
        if (own && actsOn[own.id] === service) continue;
        const calls = statements.filter((one) => !isToArm(one)).flatMap(({ Action }) => listed(Action));
        expect([name, calls.filter((call) => call.startsWith(`${service}:`))]).toEqual([name, []]);
      }
    },
  );

  test('arms the message that its change was not taken back, if it takes it back, and no other role of an action does', () => {
    const arming = actionRoles().flatMap(([name, statements]) => (statements.some(isToArm) ? [name] : []));
    const leased = Object.values(actions).flatMap(({ id, leased }) => (leased ? [id] : []));
    expect(arming.length).toBe(2);
    for (const name of arming) expect(leased).toContain(name.replace('nightshift-sandbox-', ''));
  });

  test('writes to one table only, and deletes nothing there', () => {
    for (const [, statements] of actionRoles()) {
      const onTables = statements.filter(({ Action }) =>
        listed(Action).some((call) => call.startsWith('dynamodb:')),
      );
      expect(onTables).toHaveLength(1);
      const [{ Action = [], Resource = '' } = {}] = onTables;
      // One that takes its change back asks whether a person has its target.
      const others = listed(Action).filter((call) => call !== 'dynamodb:ConditionCheckItem');
      expect(others.length < listed(Action).length).toBe(statements.some(isToArm));
      expect(others.sort()).toEqual(['dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem']);
      expect(JSON.stringify(Resource)).toMatch(/Incidents/);
      expect(listed(Resource)).toHaveLength(1);
    }
  });

  test('changes the runbooks’ own targets only: every changing call names an ARN', () => {
    const changing = /^(ecs|rds|elasticache|lambda|sqs):(?!Describe|List|Get)/;
    const found = actionRoles().flatMap(([, statements]) =>
      statements.filter(({ Action }) => listed(Action).some((call) => changing.test(call))),
    );
    expect(found.length).toBeGreaterThan(1);
    for (const { Resource, Condition } of found) {
      const text = JSON.stringify(Resource);
      expect(listed(Resource)).not.toContain('*');
      // A service read off the alarm is allowed within its runbook's pattern; a task, within its cluster. A failover that names
      // an instance is authorised against it besides the cluster, whose ARN stands in a statement of its own.
      const within = /\/demo\/(\*|web-\*|shop-\*)|:db:\*/.test(text) || Condition !== undefined;
      expect(text.includes('*') ? within : true).toBe(true);
    }
  });
});

describe('every role', () => {
  test('is assumed by an AWS service, never by a person or another account', () => {
    for (const [id, { Properties }] of rolesOf(sandbox)) {
      for (const statement of Properties.AssumeRolePolicyDocument.Statement) {
        expect([id, Object.keys(statement.Principal)]).toEqual([id, ['Service']]);
      }
    }
  });

  test('passes at most the role of page deadlines, and that to the Scheduler', () => {
    const passing = rolesOf(sandbox).flatMap(([, role]) =>
      statementsOf(role as never).filter(({ Action }) => listed(Action).includes('iam:PassRole')),
    );
    expect(passing.length).toBeGreaterThan(0);
    for (const { Action, Condition, Resource } of passing) {
      expect(Action).toBe('iam:PassRole');
      expect(Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } });
      expect(JSON.stringify(Resource)).toMatch(/DeadlineRole/);
    }
  });

  test('leaves alarms, tags, rules, roles and functions as they are', () => {
    const calls = rolesOf(sandbox).flatMap(([, role]) =>
      statementsOf(role as never).flatMap(({ Effect, Action }) => (Effect === 'Allow' ? listed(Action) : [])),
    );
    const taboo =
      /^(cloudwatch:(Set|Put|Delete|Enable|Disable|Tag|Untag)|events:|iam:(?!PassRole)|lambda:(?!InvokeFunction|UpdateAlias|Get|List)|dynamodb:(DeleteTable|UpdateTable)|states:(Create|Update|Delete)|kms:(Put|Schedule|Disable))/;
    expect(calls.length).toBeGreaterThan(50);
    expect(calls.filter((call) => taboo.test(call))).toEqual([]);
  });
});

test('nobody but the engine’s own rules may call its Lambdas by a resource policy', () => {
  for (const template of [sandbox.foundation, sandbox.runbooks, sandbox.console]) {
    for (const { Properties } of Object.values(template.findResources('AWS::Lambda::Permission'))) {
      expect(Properties.Principal).toBe('events.amazonaws.com');
      expect(Properties.SourceArn).toBeDefined();
    }
  }
});

test('where a synthetic alarm travels, its data are all that is published, in a namespace that nothing else uses', async () => {
  const roles = rolesOf(await templates({ synthetic: {} }));
  const publishing = roles.flatMap(([, role]) =>
    statementsOf(role as never).filter(({ Action }) =>
      listed(Action).some((call) => call.startsWith('cloudwatch:Put')),
    ),
  );
  expect(publishing.length).toBe(2);
  for (const { Action, Condition } of publishing) {
    expect(Action).toBe('cloudwatch:PutMetricData');
    expect(Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': 'Nightshift/Synthetic' } });
  }
});
