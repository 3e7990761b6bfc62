import * as z from 'zod/mini';
import { defineChannel } from '#core/channel/define-channel';

const topicArn = "a topic's ARN, arn:aws:sns:<region>:<account>:<name>";

const Settings = z.strictObject({
  topicArn: z.string(topicArn).check(z.regex(/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, topicArn)),
});
export type Settings = z.infer<typeof Settings>;

/**
 * An SNS topic: e-mail, SMS, or whatever is subscribed. The topics of `routes` are used without being declared; this is for
 * a topic that a team has already, whose own policy and key admit Nightshift's roles.
 */
export default defineChannel<Settings>({
  id: 'sns-topic',
  title: 'SNS topic',
  settings: Settings,
  // Whatever is published rings the phones that subscribe by SMS, so a topic carries no follow-ups of a page.
  carries: ['page', 'notice'],
  permissions: (settings) => [{ actions: ['sns:Publish'], resources: [settings.topicArn] }],
});
