import pagerDuty from '#channels/pagerduty/channel';
import slack from '#channels/slack/channel';
import snsTopic from '#channels/sns-topic/channel';
import webhook from '#channels/webhook/channel';
import type { Channel } from '#core/channel/define-channel';
import type { Receive } from './receiver.ts';
import type { Send } from './sender.ts';

/** A channel, and how to load its sender: only what an environment uses is loaded. */
export interface Registered {
  readonly channel: Channel;
  readonly load: () => Promise<{ readonly send: Send<never> }>;
  /** How to load its receiver. @default - people can't answer in it */
  readonly loadReceive?: () => Promise<{ readonly receive: Receive<never> }>;
}

const all = [
  { channel: snsTopic, load: () => import('#channels/sns-topic/send') },
  {
    channel: pagerDuty,
    load: () => import('#channels/pagerduty/send'),
    loadReceive: () => import('#channels/pagerduty/receive'),
  },
  {
    channel: slack,
    load: () => import('#channels/slack/send'),
    loadReceive: () => import('#channels/slack/receive'),
  },
  { channel: webhook, load: () => import('#channels/webhook/send') },
];

const byId: Record<string, Registered> = Object.fromEntries(
  all.map((one) => [one.channel.id, one as unknown as Registered]),
);

/** Every channel by id. A new channel is a folder and a line above. A project's own are added when it is loaded. */
export const channels: Readonly<Record<string, Registered>> = byId;

/**
 * Adds a project's channels. Adding one twice changes nothing.
 * @throws Error if another channel has its id
 */
export function addChannels(own: readonly Registered[]): void {
  for (const one of own) {
    const { id } = one.channel;
    if ((byId[id] ?? one).channel !== one.channel)
      throw new Error(`Two channels are called ${id}: give the project's own one another name.`);
    byId[id] = one;
  }
}
