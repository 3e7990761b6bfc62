import { budgets } from '#channel/budgets';
import { type ChannelServices, type OpenChannel, openChannels } from '#channel/channels';
import { tableMemory } from '#channel/memory';
import type { Receive } from '#channel/receiver';
import { openReceivers } from '#channel/receivers';
import { channels, type Registered } from '#channel/register';
import type { ChannelUse } from '#core/channel/define-channel';
import { places, type World } from './world/world.ts';

const receivers = new Map<string, { readonly receive: Receive<never> }>();
const senders = new Map<string, Awaited<ReturnType<Registered['load']>>>();

/** Loads the channels' senders and receivers up front: in virtual time, nothing may wait for a file. */
export async function loadSenders(): Promise<void> {
  const missing = Object.values(channels).filter(({ channel }) => !senders.has(channel.id));
  await Promise.all(
    missing.map(async ({ channel, load, loadReceive }) => {
      senders.set(channel.id, await load());
      if (loadReceive) receivers.set(channel.id, await loadReceive());
    }),
  );
}
await loadSenders();

/** An environment's channels in a world: requests and secrets go over its wire, waits and timeouts are virtual. */
export function channelsOn(world: World, uses: readonly ChannelUse[]): Readonly<Record<string, OpenChannel>> {
  const { clock, http } = world;
  const services: ChannelServices = {
    snsOf: () => world.clients.sns,
    now: clock.now,
    load: async ({ channel }) => senders.get(channel.id) ?? Promise.reject(new Error(channel.id)),
    secret: (arn) => http.secret(arn),
    memory: tableMemory({ client: world.clients.documents, table: places.table }, clock.now),
    fetch: http.fetch,
    sleep: (milliseconds) => clock.sleep(milliseconds / 1_000),
    timeout: (milliseconds) => {
      const late = new AbortController();
      clock.after(milliseconds / 1_000, () =>
        late.abort(new DOMException('It took too long', 'TimeoutError')),
      );
      return late.signal;
    },
    random: () => Math.random(),
    budget: budgets.channel,
    oneTry: 6_000,
    firstWait: 500,
  };
  return openChannels(uses, services);
}

/** The receivers that hear from channels on behalf of the answer page, in the same world. */
export const receiversOn = (world: World, uses: readonly ChannelUse[]) =>
  openReceivers(
    uses,
    {
      secret: ({ secret }) => world.http.secret(secret),
      post: async (url, body) => {
        const { signal } = new AbortController();
        await world.http.fetch(url, { method: 'POST', body: JSON.stringify(body), signal });
      },
      now: world.clock.now,
    },
    async ({ channel }) => receivers.get(channel.id) ?? Promise.reject(new Error(channel.id)),
  );
