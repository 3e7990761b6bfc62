import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { type Page, smsText } from './message.ts';

/**
 * Publishes one message, with a separate text for SMS; e-mail and everything else gets the whole text. Resolves once SNS has
 * accepted it.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html (MessageStructure: a JSON object of strings with the key
 * `default`)
 */
export async function publish(sns: SNSClient, topicArn: string, page: Page): Promise<void> {
  await sns.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: page.subject,
      MessageStructure: 'json',
      Message: JSON.stringify({ default: page.body, sms: smsText(page) }),
      MessageAttributes: {
        deduplicationKey: { DataType: 'String', StringValue: page.deduplicationKey },
        ...(page.offers ? { offers: { DataType: 'String', StringValue: JSON.stringify(page.offers) } } : {}),
        ...(page.owner ? { owner: { DataType: 'String', StringValue: page.owner } } : {}),
      },
    }),
  );
}
