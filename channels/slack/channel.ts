import * as z from 'zod/mini';
import { defineChannel, Secret } from '#core/channel/define-channel';

const Settings = z.strictObject({
  /** The URL of an incoming webhook, https://hooks.slack.com/services/…: whoever has it can post, so it is a secret. */
  webhookUrl: Secret,
});
export type Settings = z.infer<typeof Settings>;

/**
 * A Slack channel by an incoming webhook. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 * It wakes nobody by itself: let it be one channel of several for pages. A webhook is not told which message it made, so it can
 * neither change one nor answer in its thread: what follows a page is a line of its own in the channel, with the page's key.
 */
export default defineChannel<Settings>({
  id: 'slack',
  title: 'Slack',
  settings: Settings,
  carries: ['page', 'notice', 'update', 'acknowledged', 'resolved'],
});
