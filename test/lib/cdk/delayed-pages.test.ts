import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { neverWorkedOn } from '#checks/delayed-pages';
import { variables } from '#core/aws/variables';
import { metric } from '#core/incident/metric-names';
import sandbox from '#environments/sandbox';
import { aRunbook } from '#test/support/scenes';
import { type Deployed, deployed } from './deployed.ts';
import { type Templates, templates } from './templates.ts';

const alarm = 'web-catalog-errors';
const arnOf = (name: string) => `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`;

describe('an alarm whose page is delayed', () => {
  let delayed: Deployed;
  let stack: Template;
  beforeAll(async () => {
    delayed = await deployed({ delayedPages: [alarm] });
    stack = Template.fromStack(delayed.app.node.findChild('nightshift-sandbox-delayed-pages') as Stack);
  });

  test('is paged by CloudWatch itself over the backup topic, unless it is being worked on', () => {
    const [suppressor] = Object.keys(stack.findResources('AWS::CloudWatch::Alarm'));
    stack.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmName: `nightshift-sandbox-engine-unhandled-${alarm}`,
      AlarmRule: `ALARM("${arnOf(alarm)}")`,
      ActionsSuppressor: { 'Fn::GetAtt': [suppressor, 'Arn'] },
      ActionsSuppressorWaitPeriod: 180,
      ActionsSuppressorExtensionPeriod: 60,
      AlarmActions: [Match.objectLike({ 'Fn::ImportValue': Match.stringLikeRegexp('backup|Backup') })],
    });
  });

  test('counts as worked on only while that is said: no data is no work', () => {
    stack.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `nightshift-sandbox-engine-working-on-${alarm}`,
      Namespace: metric.namespace,
      MetricName: metric.working,
      Dimensions: Match.arrayWith([
        { Name: 'alarm', Value: alarm },
        { Name: 'environment', Value: 'sandbox' },
      ]),
      Period: 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: Match.absent(),
    });
  });

  test('may be told over the backup topic: its alarms’ names are among those that its policy admits', () => {
    delayed.foundation.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Condition: Match.objectLike({
              ArnLike: { 'aws:SourceArn': arnOf('nightshift-sandbox-engine-*') },
            }),
          }),
        ]),
      }),
    });
  });

  test('has Admit and the sweeper say what they work on, and otherwise they do not', async () => {
    const saying = ({ foundation, runbooks }: Templates) =>
      [foundation, runbooks].flatMap((template) =>
        Object.values(template.findResources('AWS::Lambda::Function')).map(
          ({ Properties }) => Properties.Environment.Variables[variables.tellsWorking],
        ),
      );
    expect(new Set(saying(delayed))).toEqual(new Set(['yes']));
    expect(new Set(saying(await templates()))).toEqual(new Set([undefined]));
  });

  test('passes cdk-nag', () => {
    expect(new AwsSolutionsChecks(delayed.app).validateScope(delayed.app).violations).toEqual([]);
  });
});

describe('synth refuses', () => {
  const problems = (...delayedPages: string[]) =>
    neverWorkedOn(
      [
        {
          file: 'runbooks/shop-errors.ts',
          deployed: aRunbook({ adopts: { names: ['shop-5xx'], prefixes: ['shop-'] } }),
        },
      ] as never,
      { file: 'environments/sandbox.ts', spec: { ...sandbox, delayedPages } },
    ).map(({ field, expected }) => `${field}: ${expected}`);

  test('nothing about alarms that a runbook adopts', () => {
    expect(problems('shop-5xx', 'shop-latency')).toEqual([]);
  });

  test.each([
    ['an alarm that no runbook adopts, which nothing would ever hold back', ['other'], /adopts$/],
    ['an alarm twice', ['shop-5xx', 'shop-5xx'], /each alarm once$/],
    ['a name that can’t be a dimension', ['shop-größe'], /printable ASCII/],
    ['a name that leaves no room', [`shop-${'x'.repeat(245)}`], /characters shorter/],
  ])('%s', (_, names, says) => {
    expect(problems(...names)).toEqual([expect.stringMatching(says)]);
  });
});
