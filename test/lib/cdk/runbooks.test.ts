import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import { definitionProblems, subjectOf } from '#checks/invariants/definition';
import { templateProblems } from '#checks/invariants/templates';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { defineRunbook, minutes, step } from '#define/index';
import sandboxSpec from '#environments/sandbox';
import { compileWorkflow } from '#workflow/compile';
import { deployed } from './deployed.ts';
import { type Templates, templates } from './templates.ts';

/** Of the sandbox's runbooks. */
const ids = Object.keys(sandboxSpec.runbooks).sort();

describe('the runbooks', () => {
  let sandbox: Templates;
  let engineOnly: Templates;
  beforeAll(async () => {
    sandbox = await templates();
    engineOnly = await templates({ name: 'empty', runbooks: {}, modes: {}, divideTimeBy: 1 });
  });

  test('are one Standard state machine each, traced, logging errors without data', () => {
    for (const id of ids) {
      sandbox.runbooks.hasResourceProperties('AWS::StepFunctions::StateMachine', {
        StateMachineName: `nightshift-sandbox-${id}`,
        StateMachineType: 'STANDARD',
        TracingConfiguration: { Enabled: true },
        LoggingConfiguration: Match.objectLike({ Level: 'ERROR', IncludeExecutionData: false }),
      });
    }
  });

  test('call published versions, which stay when a newer one is deployed', () => {
    const machines = Object.values(sandbox.runbooks.findResources('AWS::StepFunctions::StateMachine'));
    const versions = sandbox.runbooks.findResources('AWS::Lambda::Version');
    for (const { Properties } of machines) {
      const {
        BackupTopicArn: _,
        Environment: _environment,
        ...functions
      } = Properties.DefinitionSubstitutions;
      for (const target of Object.values<{ Ref: string }>(functions))
        expect(Object.keys(versions)).toContain(target.Ref);
    }
    sandbox.runbooks.allResources('AWS::Lambda::Version', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('get exactly the substitutions that their workflow names', () => {
    for (const { runbook } of sandbox.index) {
      const { substitutions } = compileWorkflow(runbook as Parameters<typeof compileWorkflow>[0]);
      const [machine] = Object.values(
        sandbox.runbooks.findResources('AWS::StepFunctions::StateMachine', {
          Properties: { StateMachineName: `nightshift-sandbox-${runbook.id}` },
        }),
      );
      expect(Object.keys(machine?.Properties.DefinitionSubstitutions).sort()).toEqual(
        [...substitutions].sort(),
      );
    }
  });

  test('let running incidents go on calling the versions they started with', () => {
    sandbox.runbooks.hasResourceProperties('AWS::IAM::Role', {
      Description: 'The runbook web-service-hung runs with it.',
      Policies: [
        Match.objectLike({
          PolicyDocument: Match.objectLike({
            Statement: Match.arrayWith([
              Match.objectLike({
                Action: 'lambda:InvokeFunction',
                Resource: Match.arrayWith([
                  'arn:aws:lambda:us-east-1:000000000000:function:nightshift-sandbox-admit:*',
                ]),
              }),
            ]),
          }),
        }),
      ],
    });
  });

  test('are started by the ALARM of what they adopt: names', () => {
    sandbox.runbooks.hasResourceProperties('AWS::Events::Rule', {
      Name: 'nightshift-sandbox-checkout-api-errors',
      EventPattern: {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        detail: { state: { value: ['ALARM'] }, alarmName: ['checkout-api-5xx'] },
      },
      Targets: [
        Match.objectLike({
          DeadLetterConfig: Match.anyValue(),
          Input: Match.absent(),
          InputPath: Match.absent(),
        }),
      ],
    });
  });

  test('are started by the ALARM of what they adopt: a prefix', () => {
    sandbox.runbooks.hasResourceProperties('AWS::Events::Rule', {
      Name: 'nightshift-sandbox-web-service-hung',
      EventPattern: Match.objectLike({
        detail: { state: { value: ['ALARM'] }, alarmName: [{ prefix: 'web-' }] },
      }),
    });
  });

  test('are started by the ALARM of what they adopt: a tag, within a pattern of names', () => {
    sandbox.runbooks.hasResourceProperties('AWS::Events::Rule', {
      Name: 'nightshift-sandbox-shop-pages-stale',
      EventPattern: Match.objectLike({
        detail: {
          state: { value: ['ALARM'] },
          alarmName: [{ wildcard: 'shop-*' }],
          alarmTags: { 'nightshift:runbook': ['shop-pages-stale'] },
        },
      }),
    });
  });

  test('take no event that is older than their staleAfter', async () => {
    const real = await templates({ divideTimeBy: 1 });
    real.runbooks.hasResourceProperties('AWS::Events::Rule', {
      Name: 'nightshift-sandbox-web-service-hung',
      Targets: [Match.objectLike({ RetryPolicy: Match.objectLike({ MaximumEventAgeInSeconds: 300 }) })],
    });
  });

  test('bring their alarms along, whose tags go with their events', () => {
    sandbox.runbooks.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'orders-writes-failing',
      ActionConfiguration: { AlarmTagsPropagation: { Enabled: true } },
      Tags: Match.arrayWith([{ Key: 'nightshift:runbook', Value: 'orders-writer-stuck' }]),
    });
  });

  test('share one rule for recoveries', () => {
    sandbox.runbooks.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({
        detail: {
          state: { value: ['OK'] },
          $or: [
            {
              alarmName: [
                'checkout-api-5xx',
                'orders-dead-letters',
                { prefix: 'lambda-errors-' },
                'orders-writes-failing',
                'recommendations-latency-high',
                'search-latency-high',
                'stock-list-broken',
                { prefix: 'web-' },
              ],
            },
            {
              alarmName: [{ wildcard: 'shop-*' }],
              alarmTags: { 'nightshift:runbook': ['shop-pages-stale'] },
            },
          ],
        },
      }),
    });
  });

  test("stand in the reconciler's index with the ARN of their state machine", () => {
    expect(sandbox.index.map(({ stateMachineArn }) => stateMachineArn).sort()).toEqual(
      ids.map((id) => `arn:aws:states:us-east-1:000000000000:stateMachine:nightshift-sandbox-${id}`),
    );
  });

  test('reconcile every five minutes, every minute where time is divided', () => {
    engineOnly.runbooks.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(5 minutes)' });
    sandbox.runbooks.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)' });
  });

  test('are none where the environment has no values: the engine, and nothing that can act', () => {
    engineOnly.runbooks.resourceCountIs('AWS::StepFunctions::StateMachine', 0);
    engineOnly.runbooks.resourceCountIs('AWS::Lambda::Function', 6);
    expect(engineOnly.index).toEqual([]);
  });
});

describe('the Lambdas of the runbooks', () => {
  test('are called once a day, those of the state machines in the version that these call, with an input that does nothing', async () => {
    const { runbooks } = await templates();
    const schedules = Object.values(
      runbooks.findResources('AWS::Scheduler::Schedule', {
        Properties: { ScheduleExpression: 'rate(1 day)' },
      }),
    ).map(({ Properties }) => Properties['Target']);
    const versions = Object.values(runbooks.findResources('AWS::StepFunctions::StateMachine')).flatMap(
      ({ Properties }) =>
        Object.values(Properties['DefinitionSubstitutions'] as Record<string, { Ref?: string }>).flatMap(
          ({ Ref = '' }) => (Ref.includes('CurrentVersion') ? [Ref] : []),
        ),
    );
    const seldom = ['dead-letters', 'recover', 'resolve'].map(
      (stage) => `arn:aws:lambda:us-east-1:000000000000:function:nightshift-sandbox-${stage}`,
    );
    expect(schedules.map(({ Arn }) => Arn.Ref ?? Arn).sort()).toEqual(
      [...new Set(versions), ...seldom].sort(),
    );
    expect(versions.length).toBeGreaterThan(3);
    for (const { Input } of schedules) expect(JSON.parse(Input)).toEqual({ contract: 1, warmUp: true });
  });
});

describe('an alarm that comes with a runbook', () => {
  const runbook = (id: string) =>
    defineRunbook({
      id,
      owner: 'team-shop',
      why: 'It hangs.',
      when: {
        creates: [
          {
            name: 'shop-5xx',
            namespace: 'Shop',
            metricName: '5xx',
            statistic: 'Sum',
            period: minutes(1),
            evaluationPeriods: 1,
            threshold: 1,
            comparison: 'GreaterThanThreshold',
          },
        ],
      },
      steps: [step(restartEcsTasks, { cluster: 'demo', service: 'shop' })],
      page: { instructions: 'Look at the log.' },
    });
  const alarmsWith = async (id: string, runbookStacks = 1) => {
    const { app } = await deployed({ runbooks: { [id]: {} }, modes: {}, runbookStacks }, [runbook(id)]);
    return app.synth().stacks.flatMap(({ stackName, template }) =>
      Object.entries(template.Resources as Record<string, { Properties?: { AlarmName?: string } }>)
        .filter(([, { Properties }]) => Properties?.AlarmName === 'shop-5xx')
        .map(([logicalId]) => `${stackName}/${logicalId}`),
    );
  };

  // What is new is created before what is old is deleted, and two alarms can't have one name.
  test.each([1, 5])(
    'is the same resource under another name of its runbook, in %i stacks',
    async (stacks) => {
      const before = await alarmsWith('shop-errors', stacks);
      expect(before).toHaveLength(1);
      for (const id of ['web-errors', 'shop-trouble', 'a-third-name'])
        expect(await alarmsWith(id, stacks)).toEqual(before);
    },
  );
});

describe('an action that needs a network', () => {
  test('has a Lambda of its own for each network, in its subnets and security groups', async () => {
    const { runbooks } = await templates();
    runbooks.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'nightshift-sandbox-flush-redis-cache-default',
      VpcConfig: { SubnetIds: ['subnet-00000001'], SecurityGroupIds: ['sg-00000001'] },
      Environment: { Variables: Match.objectLike({ NIGHTSHIFT_SUBNETS: 'subnet-00000001' }) },
    });
  });
});

describe('a synthetic alarm', () => {
  const heartbeat = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:heartbeat-Ab1';
  let live: Templates;
  beforeAll(async () => {
    live = await templates({ synthetic: { heartbeat }, divideTimeBy: 1 });
  });

  test('has an alarm, a rule, a state machine and an entry for the reconciler like any other', () => {
    live.runbooks.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'nightshift-sandbox-synthetic',
      Namespace: 'Nightshift/Synthetic',
      TreatMissingData: 'ignore',
    });
    live.runbooks.hasResourceProperties('AWS::Events::Rule', { Name: 'nightshift-sandbox-synthetic' });
    live.runbooks.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineName: 'nightshift-sandbox-synthetic',
    });
    expect(live.index.map(({ runbook }) => runbook.id)).toContain('synthetic');
  });

  test('is sent on its way every five minutes by a Lambda that may publish one metric and read one secret', () => {
    live.runbooks.hasResourceProperties('AWS::Events::Rule', {
      Description: 'Sends a synthetic alarm on its way.',
      ScheduleExpression: 'rate(5 minutes)',
    });
    live.runbooks.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'nightshift-sandbox-synthetic',
      Environment: { Variables: Match.objectLike({ NIGHTSHIFT_HEARTBEAT_SECRET_ARN: heartbeat }) },
    });
    live.runbooks.hasResourceProperties('AWS::IAM::Role', {
      Description: Match.stringLikeRegexp('^nightshift-sandbox-synthetic:'),
      Policies: [
        Match.objectLike({
          PolicyDocument: Match.objectLike({
            Statement: Match.arrayWith([
              Match.objectLike({
                Action: 'cloudwatch:PutMetricData',
                Condition: { StringEquals: { 'cloudwatch:namespace': 'Nightshift/Synthetic' } },
              }),
              Match.objectLike({
                Action: 'secretsmanager:GetSecretValue',
                Resource: [heartbeat, `${heartbeat}-??????`],
              }),
            ]),
          }),
        }),
      ],
    });
  });

  test('is not there unless the environment asks for it', async () => {
    const { runbooks } = await templates({ runbooks: {}, modes: {} });
    runbooks.resourcePropertiesCountIs(
      'AWS::CloudWatch::Alarm',
      { AlarmName: Match.stringLikeRegexp('synthetic') },
      0,
    );
  });

  test('has a definition and templates that keep what every one keeps', () => {
    const runbook = live.index.find(({ runbook: { id } }) => id === 'synthetic')?.runbook as DeployedRunbook;
    expect(
      definitionProblems('environments/sandbox.ts', subjectOf(runbook, compileWorkflow(runbook))),
    ).toEqual([]);
    const stacks = [
      { stack: 'nightshift-sandbox-foundation', text: JSON.stringify(live.foundation.toJSON()) },
      { stack: 'nightshift-sandbox-runbooks', text: JSON.stringify(live.runbooks.toJSON()) },
    ];
    expect(templateProblems('environments/sandbox.ts', stacks)).toEqual([]);
  });
});
