import type { Finding, Invariant } from './finding.ts';
import { type Caller, keyUse, policyAdmits, policyOf } from './policies.ts';
import { type Deployed, list, ofType, type Resource } from './resources.ts';

/** What EventBridge accepts as the maximum age of an event, in seconds. */
const eventAge = { least: 60, most: 86_400 };

interface Target {
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly RetryPolicy?: { readonly MaximumEventAgeInSeconds?: number };
}

/** Every rule has a maximum event age and a dead-letter queue. */
export const everyRuleHasDeadLettersAndAge: Invariant = (deployed) =>
  ofType(deployed, 'AWS::Events::Rule').flatMap((rule) =>
    (list(rule.properties['Targets']) as readonly Target[]).flatMap((target, index) => {
      const field = `Targets[${index}]`;
      const age = target.RetryPolicy?.MaximumEventAgeInSeconds;
      const isLimited = age !== undefined && age >= eventAge.least && age <= eventAge.most;
      return [
        ...(isLimited
          ? []
          : [
              {
                resource: rule,
                field: `${field}.RetryPolicy.MaximumEventAgeInSeconds`,
                found: age,
                expected: `${eventAge.least} to ${eventAge.most} seconds, after which the event is a dead letter`,
              },
            ]),
        ...lost(deployed, rule, `${field}.DeadLetterConfig.Arn`, target.DeadLetterConfig?.Arn, {
          service: 'events.amazonaws.com',
          // CloudFormation derives a name from the stack's and the resource's.
          source: `rule/${rule.properties['Name'] ?? rule.where.replace('/', '-')}`,
        }),
      ];
    }),
  );

/** Every page that a subscriber does not accept gets into a dead-letter queue, if its subscription has one. */
export const everyUndeliveredPageIsFound: Invariant = (deployed) =>
  ofType(deployed, 'AWS::SNS::Subscription').flatMap((subscription) => {
    const { deadLetterTargetArn } = (subscription.properties['RedrivePolicy'] ?? {}) as {
      readonly deadLetterTargetArn?: string;
    };
    const topic = deployed.byToken.get(String(subscription.properties['TopicArn']));
    if (deadLetterTargetArn === undefined) return [];
    return lost(deployed, subscription, 'RedrivePolicy.deadLetterTargetArn', deadLetterTargetArn, {
      service: 'sns.amazonaws.com',
      source: String(topic?.properties['TopicName']),
    });
  });

/** Why a dead letter would be lost: no queue, a queue that does not admit its source, or one that nothing reads. */
function lost(
  deployed: Deployed,
  resource: Resource,
  field: string,
  arn: string | undefined,
  caller: Caller,
): Finding[] {
  const queue = deployed.byToken.get(arn ?? '');
  if (queue?.type !== 'AWS::SQS::Queue') {
    return [
      { resource, field, found: arn, expected: 'a queue of this deployment for what is not delivered' },
    ];
  }
  const read = ofType(deployed, 'AWS::Lambda::EventSourceMapping').map(
    ({ properties }) => properties['EventSourceArn'],
  );
  const key = queue.properties['KmsMasterKeyId'];
  const keyPolicy = deployed.byToken.get(String(key))?.properties['KeyPolicy'];
  const found = queue.where;
  return [
    ...(policyAdmits(policyOf(deployed, queue), 'sqs:SendMessage', caller)
      ? []
      : [
          {
            resource,
            field,
            found,
            expected: `a queue whose policy lets ${caller.service} send for ${caller.source}`,
          },
        ]),
    ...(key === undefined || keyUse.every((action) => policyAdmits(keyPolicy, action, caller))
      ? []
      : [{ resource, field, found, expected: `a queue whose key lets ${caller.service} use it` }]),
    ...(read.includes(queue.token)
      ? []
      : [
          {
            resource,
            field,
            found,
            expected: 'a queue that a Lambda reads: nobody would hear of what is in it',
          },
        ]),
  ];
}
