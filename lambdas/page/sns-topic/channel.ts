import type { SNSClient } from '@aws-sdk/client-sns';
import type { Page } from '../../shared/page-text.ts';
import { publish } from '../../shared/publish.ts';

/** Publishes to an SNS topic: e-mail, SMS, or whatever pager is subscribed to it. */
export const snsTopic = (sns: SNSClient, topicArn: string) => (page: Page) => publish(sns, topicArn, page);
