import * as z from 'zod/mini';
import { defineChannel, Secret } from '#core/channel/define-channel';

const forms = 'either webhookUrl, or botToken and channel';
const userId = 'the id of a Slack user, U… or W…, from the profile\'s "Copy member ID"';
const channelId = "the id of a Slack channel, C… or G…, from the channel's details";

const Settings = z
  .strictObject({
    /** The URL of an incoming webhook, https://hooks.slack.com/services/…: whoever has it can post, so it is a secret. */
    webhookUrl: z.exactOptional(Secret),
    /** The token of an app's bot, xoxb-…, with the scope `chat:write`, that is a member of the channel. In place of a webhook. */
    botToken: z.exactOptional(Secret),
    channel: z.exactOptional(z.string().check(z.regex(/^[CG][A-Z0-9]{6,}$/, channelId))),
    /**
     * Buttons under pages and requests for approval. They post to the environment's answer page, which is the app's
     * *Interactivity* URL.
     * @default - no buttons
     */
    answers: z.exactOptional(
      z.strictObject({
        /** The app's signing secret, under *Basic Information*. */
        signingSecret: Secret,
        /** Who may answer, by the id of their Slack user, and what records call them. */
        people: z.record(
          z.string().check(z.regex(/^[UW][A-Z0-9]{6,}$/, userId)),
          z
            .string('a name')
            .check(z.minLength(1, 'a name'), z.maxLength(60, 'a name of at most 60 characters')),
        ),
      }),
    ),
  })
  .check(
    z.refine(
      ({ webhookUrl, botToken, channel }) =>
        webhookUrl ? !botToken && !channel : botToken !== undefined && channel !== undefined,
      forms,
    ),
  );
export type Settings = z.infer<typeof Settings>;

/**
 * A Slack channel. It wakes nobody by itself, so don't make it the only channel for pages.
 *
 * An incoming webhook does not learn which message it made. What follows a page is a message of its own, with the page's key.
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 * A bot does, so what follows a page is added to the page's own message. https://docs.slack.dev/reference/methods/chat.update
 */
export default defineChannel<Settings>({
  id: 'slack',
  title: 'Slack',
  settings: Settings,
  carries: ['page', 'notice', 'update', 'acknowledged', 'resolved'],
  hears: ({ answers }) => answers !== undefined,
});
