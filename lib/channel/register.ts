import type { Channel } from './define-channel.ts';
import pagerDuty from './pagerduty/channel.ts';
import type { Send } from './sender.ts';
import slack from './slack/channel.ts';
import snsTopic from './sns-topic/channel.ts';
import webhook from './webhook/channel.ts';

/** A channel, and how to load what sends over it: only what an environment uses is ever loaded. */
export interface Registered {
  readonly channel: Channel;
  readonly load: () => Promise<{ readonly send: Send<never> }>;
}

const all = [
  { channel: snsTopic, load: () => import('./sns-topic/send.ts') },
  { channel: pagerDuty, load: () => import('./pagerduty/send.ts') },
  { channel: slack, load: () => import('./slack/send.ts') },
  { channel: webhook, load: () => import('./webhook/send.ts') },
];

const byId: Record<string, Registered> = Object.fromEntries(
  all.map((one) => [one.channel.id, one as unknown as Registered]),
);

/** Every channel there is, by id. A new channel is a folder and a line above; a project's own are added when it is loaded. */
export const channels: Readonly<Record<string, Registered>> = byId;

/**
 * Adds the channels of a project. Adding one twice changes nothing.
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
