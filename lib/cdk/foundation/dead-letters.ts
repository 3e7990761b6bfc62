import { Duration, Validations } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { stageOf } from '#core/stages';
import type { Deployment } from '../deployment.ts';
import type { Arns } from '../names.ts';
import { type Engine, stageFunction } from '../stage-function.ts';

/**
 * Holds the events that EventBridge could not deliver, and the pages that a subscriber did not accept from SNS. Encrypted by
 * SQS's own key, not ours: an event that nobody could deliver must not be lost over a key policy as well.
 */
export function deadLetterQueue(scope: Construct, { names }: Deployment, arns: Arns): Queue {
  const queue = new Queue(scope, 'DeadLetters', {
    queueName: names.deadLetters,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    // AWS recommends six times the consumer's timeout: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    visibilityTimeout: Duration.seconds(6 * stageOf('dead-letters').timeoutSeconds),
  });
  // By the source's ARN alone, which includes the account. No document says that these services send `aws:SourceAccount` here,
  // and a refused message is lost.
  // https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
  for (const [service, source] of Object.entries({ events: arns.rules, sns: arns.topic('page') })) {
    queue.grantSendMessages(
      new ServicePrincipal(`${service}.amazonaws.com`, {
        conditions: { ArnLike: { 'aws:SourceArn': source } },
      }),
    );
  }
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason:
      'This is the dead-letter queue. What its consumer fails on comes back to it for 14 days, and an alarm watches what is left in it.',
  });
  return queue;
}

/** The Lambda that tells a person about each dead letter. */
export function deadLetterConsumer(scope: Construct, engine: Engine, queue: Queue): void {
  const consumer = stageFunction(scope, 'dead-letters', engine);
  new EventSourceMapping(consumer, 'Queue', {
    target: consumer.function,
    eventSourceArn: queue.queueArn,
    batchSize: 10,
    reportBatchItemFailures: true,
  });
}
