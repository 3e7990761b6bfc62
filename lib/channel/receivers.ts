import * as z from 'zod/mini';
import type { ChannelUse } from '#core/channel/define-channel';
import { mayPostTo } from '#core/channel/define-channel';
import type { Genuine, Receive, Received, ReceiverTools } from './receiver.ts';
import { type Registered, channels as register } from './register.ts';

/** A channel in which people can answer, with its settings. */
export interface OpenReceiver {
  /** The channel's name in records, e.g. `Slack`. */
  readonly title: string;
  /** @returns undefined if the request is not signed with its secret */
  readonly receive: (request: Received) => Promise<Genuine | undefined>;
}

/** Time limit for telling a channel the result, in milliseconds: Slack waits three seconds for everything. */
const patience = 1_500;

/** Posts over the network. Errors do not contain the URL, which is a secret. */
export const postAnswer: ReceiverTools['post'] = async (url, body) => {
  if (!mayPostTo(url))
    throw new Error('The other side can only be answered by a URL that starts with https://');
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Nightshift' },
    redirect: 'manual',
    signal: AbortSignal.timeout(patience),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`The other side answered ${response.status}`);
};

/** The channels in which people can answer, by the path they post to: the channel's id. */
export function openReceivers(
  uses: readonly ChannelUse[],
  tools: ReceiverTools,
  load: LoadReceive = loadReceive,
): Readonly<Record<string, readonly OpenReceiver[]>> {
  const heard = uses.filter(({ channel, settings }) => register[channel]?.channel.hears?.(settings));
  return Object.fromEntries(
    [...Map.groupBy(heard, ({ channel }) => channel)].map(([channel, its]) => [
      channel,
      its.map((use) => open(use, tools, load)),
    ]),
  );
}

/** Loads a channel's receiver. */
type LoadReceive = (channel: Registered) => Promise<{ readonly receive: Receive<never> }>;

const loadReceive: LoadReceive = ({ channel, loadReceive: load }) =>
  load?.() ?? Promise.reject(new Error(`Nobody can answer in ${channel.id}`));

function open({ channel, settings }: ChannelUse, tools: ReceiverTools, load: LoadReceive): OpenReceiver {
  const known = register[channel];
  if (!known) throw new Error(`No channel is called ${channel}`);
  return {
    title: known.channel.title,
    receive: async (request) => {
      const { receive } = await load(known);
      return (receive as unknown as Receive)(z.parse(known.channel.settings, settings), request, tools);
    },
  };
}
