import { createHash } from 'node:crypto';
import { Aws } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSubscription, type CfnSubscriptionProps, Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Subscription } from '#define/index';
import { ownersChannels } from '../channels.ts';
import type { Deployment } from '../deployment.ts';
import type { Arns, Route } from '../names.ts';

export type Topics = Readonly<Record<Route, Topic>>;

/** The paths to people: pages, the second path, and notices. */
export function routeTopics(
  scope: Construct,
  deployment: Deployment,
  { key, deadLetters, arns }: { readonly key: IKey; readonly deadLetters: IQueue; readonly arns: Arns },
): Topics {
  const topics = {
    // A page that a subscriber does not accept becomes a dead letter, and goes over the backup path. There is no third path.
    page: routeTopic(scope, deployment, key, 'page', {
      redrivePolicy: { deadLetterTargetArn: deadLetters.queueArn },
    }),
    backup: routeTopic(scope, deployment, key, 'backup'),
    notice: routeTopic(scope, deployment, key, 'notice', withoutOwners(deployment)),
  };
  // Roles publish with their own permissions. Only the engine's alarms need the topic's policy.
  topics.backup.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOnTheEngine',
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topics.backup.topicArn],
      conditions: {
        ArnLike: { 'aws:SourceArn': arns.engineAlarms },
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
      },
    }),
  );
  return topics;
}

type SubscriptionMore = Pick<CfnSubscriptionProps, 'redrivePolicy' | 'filterPolicy'>;

/** Common subscribers get no notices of owners with channels of their own. They get notices without an owner. */
function withoutOwners({ environment }: Deployment): SubscriptionMore {
  const owners = Object.keys(ownersChannels(environment));
  return owners.length === 0
    ? {}
    : { filterPolicy: { owner: [{ exists: false }, { 'anything-but': owners }] } };
}

function routeTopic(
  scope: Construct,
  { environment, names }: Deployment,
  masterKey: IKey,
  route: Route,
  more: SubscriptionMore = {},
): Topic {
  const subscriptions = environment.routes[route];
  if (subscriptions.length === 0) {
    throw new Error(`routes.${route} of ${environment.name} has no subscription: nobody would hear of it.`);
  }
  const title = { page: 'Page', backup: 'Backup', notice: 'Notice' }[route];
  const topic = new Topic(scope, `${title}Topic`, {
    topicName: names.topic(route),
    masterKey,
    enforceSSL: true,
  });
  for (const subscription of subscriptions) subscribe(topic, subscription, more);
  return topic;
}

/**
 * The plain resource, also for queues: a queue belongs to the user, whose queue policy has to admit the topic. Its logical id
 * depends on the endpoint, so reordering routes replaces nothing.
 */
function subscribe(topic: Topic, { protocol, endpoint }: Subscription, more: SubscriptionMore): void {
  const id = createHash('sha256').update(endpoint).digest('hex').slice(0, 8);
  new CfnSubscription(topic, `${protocol}-${id}`, {
    topicArn: topic.topicArn,
    protocol,
    endpoint,
    ...more,
  });
}
