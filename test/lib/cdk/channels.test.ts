import { Match } from 'aws-cdk-lib/assertions';
import pagerDuty from '#channels/pagerduty/channel';
import slack from '#channels/slack/channel';
import webhook from '#channels/webhook/channel';
import { secret } from '#define/index';
import { type Templates, templates } from './templates.ts';

const arn = (name: string) => `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}-a1B2c3`;
const parameter = 'arn:aws:ssm:us-east-1:000000000000:parameter/slack/shop';
const kmsKey = 'arn:aws:kms:us-east-1:000000000000:key/0f0f0f0f-0000-4000-8000-000000000000';

/** The statements that a function's role holds for these services. */
function readsOf({ runbooks }: Templates, functionName: string): string[] {
  const [[, own] = []] = Object.entries(
    runbooks.findResources('AWS::Lambda::Function', {
      Properties: { FunctionName: `nightshift-sandbox-${functionName}` },
    }),
  );
  const role = own?.Properties.Role['Fn::GetAtt'][0];
  const [policy] = runbooks.findResources('AWS::IAM::Role')[role]?.Properties.Policies ?? [];
  const statements: { Action: string; Resource: unknown }[] = policy.PolicyDocument.Statement;
  return statements
    .filter(({ Action }) => /^(secretsmanager|ssm):|^kms:Decrypt$/.test(String(Action)))
    .map(({ Action, Resource }) => `${Action} ${JSON.stringify(Resource)}`)
    .sort();
}

describe('an environment with channels', () => {
  let stacks: Templates;
  beforeAll(async () => {
    stacks = await templates({
      channels: [
        pagerDuty({ routingKey: secret(arn('pagerduty')) }),
        webhook({ url: 'https://pager.test/', signingKey: secret(arn('signing'), { kmsKey }) }),
      ],
      owners: { 'team-shop': { notices: [slack({ webhookUrl: secret(parameter) })] } },
      digest: { at: '09:30', timeZone: 'Europe/Berlin' },
    });
  });

  test('lets exactly those read a secret who send with it', () => {
    const pages = [
      `kms:Decrypt ${JSON.stringify(kmsKey)}`,
      `secretsmanager:GetSecretValue ${JSON.stringify([arn('pagerduty'), arn('signing')])}`,
    ];
    expect(readsOf(stacks, 'page')).toEqual(pages);
    expect(readsOf(stacks, 'resolve')).toEqual(pages);
    expect(readsOf(stacks, 'notify')).toEqual([`ssm:GetParameter ${JSON.stringify(parameter)}`]);
    for (const other of ['admit', 'verify', 'recover', 'reconcile', 'digest']) {
      expect(readsOf(stacks, other)).toEqual([]);
    }
  });

  test('hands an owner’s notices to its own channels, and no longer to the common subscribers', () => {
    stacks.runbooks.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'lambda',
      FilterPolicy: { owner: ['team-shop'] },
    });
    stacks.foundation.hasResourceProperties('AWS::SNS::Subscription', {
      Endpoint: Match.stringLikeRegexp('owner-channel'),
      FilterPolicy: { owner: [{ exists: false }, { 'anything-but': ['team-shop'] }] },
    });
    for (const phone of ['phone-pager', 'phone-backup']) {
      stacks.foundation.hasResourceProperties('AWS::SNS::Subscription', {
        Endpoint: Match.stringLikeRegexp(phone),
        FilterPolicy: Match.absent(),
      });
    }
  });

  test('lets only the topic of notices invoke what hands them on', () => {
    stacks.runbooks.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'sns.amazonaws.com',
      SourceArn: Match.anyValue(),
    });
  });

  test('has its digest by the clock of its time zone, with a role that can start nothing else', () => {
    stacks.runbooks.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'nightshift-sandbox-digest',
      ScheduleExpression: 'cron(30 9 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      Target: { Input: '{"contract":1,"scheduledFor":"<aws.scheduler.scheduled-time>"}' },
    });
    stacks.runbooks.hasResourceProperties('AWS::IAM::Role', {
      Description: 'EventBridge Scheduler starts the digest with it.',
      Policies: [{ PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction' }] } }],
    });
  });
});

describe('an environment without', () => {
  test('has no function that hands notices on, no filter, and no digest if it wants none', async () => {
    const { foundation, runbooks } = await templates();
    runbooks.resourceCountIs('AWS::SNS::Subscription', 0);
    runbooks.resourcePropertiesCountIs('AWS::Scheduler::Schedule', { Name: 'nightshift-sandbox-digest' }, 0);
    foundation.allResourcesProperties('AWS::SNS::Subscription', { FilterPolicy: Match.absent() });
  });
});
