import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Page } from './page-text.ts';

/** Publishes one message; resolves once SNS has accepted it. */
export async function publish(sns: SNSClient, topicArn: string, page: Page): Promise<void> {
  await sns.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: page.subject,
      Message: page.body,
      MessageAttributes: {
        deduplicationKey: { DataType: 'String', StringValue: page.deduplicationKey },
        ...(page.owner ? { owner: { DataType: 'String', StringValue: page.owner } } : {}),
      },
    }),
  );
}
