import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import { sns as snsIn } from '#core/aws/clients';
import { type ReadSecret, readSecret, regionOf, rememberSecrets } from '#core/aws/secrets';
import type { ChannelUse, Kind } from '#core/channel/define-channel';
import { tooLate } from '#core/limit';
import type { Page } from '#core/page/message';
import { publish } from '#core/page/publish';
import { errorText } from '#core/text';
import { ChannelUses } from '#lambdas/page/contract';
import { budgets } from './budgets.ts';
import type { Memory } from './memory.ts';
import { type Patience, post } from './post.ts';
import { type Registered, channels as register } from './register.ts';
import type { Message, Send, Tools } from './sender.ts';
import type { Path } from './sending.ts';

export type { Path } from './sending.ts';

/** Services of channels, and their time limits. */
export interface ChannelServices extends Patience {
  /** The client for a topic: a team's own one may be in another region. */
  readonly snsOf: (topicArn: string) => SNSClient;
  readonly secret: ReadSecret;
  /** Loads a channel's sender. */
  readonly load: (channel: Registered) => ReturnType<Registered['load']>;
  readonly memory: Memory;
  readonly now: () => Date;
}

/** An open channel. Sending resolves once the other side has accepted, and rejects within the budget if not. */
export interface OpenChannel {
  readonly carries: readonly Kind[];
  readonly send: (message: Message) => Promise<void>;
}

/** The services of a Lambda: the network, the clock, and cached secrets. */
export const channelServices = (sns: SNSClient, memory: Memory, now: () => Date): ChannelServices => ({
  memory,
  snsOf: (topicArn) => (regionOf(topicArn) === process.env['AWS_REGION'] ? sns : snsIn(regionOf(topicArn))),
  now,
  secret: rememberSecrets(readSecret, now),
  load: ({ load }) => load(),
  fetch: globalThis.fetch,
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
  timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
  random: Math.random,
  budget: budgets.channel,
  oneTry: 6_000,
  firstWait: 500,
});

/** The channels in the file beside a handler's code. */
export const readBeside = (handler: string | URL, file: string): readonly ChannelUse[] =>
  z.parse(ChannelUses, JSON.parse(readFileSync(new URL(file, handler), 'utf8')));

/**
 * The environment's channels, by their name in records: `PagerDuty`, `Webhook`, `Webhook 2`. Invalid settings make only that
 * channel fail, when it is used.
 */
export function openChannels(
  uses: readonly ChannelUse[],
  services: ChannelServices,
): Readonly<Record<string, OpenChannel>> {
  const names = uses.map(({ channel }) => register[channel]?.channel.title ?? channel);
  return Object.fromEntries(
    uses.map((use, index) => {
      const before = names.slice(0, index).filter((name) => name === names[index]).length;
      const name = before === 0 ? String(names[index]) : `${names[index]} ${before + 1}`;
      return [name, open(use, name, services)];
    }),
  );
}

/** Paths over the channels that can carry this kind of message. */
export const pathsFor = (
  kind: Kind,
  open: Readonly<Record<string, OpenChannel>>,
): Readonly<Record<string, Path>> =>
  Object.fromEntries(
    Object.entries(open).flatMap(([name, { carries, send }]) =>
      carries.includes(kind) ? [[name, (page: Page) => send({ ...page, kind })]] : [],
    ),
  );

const open = (use: ChannelUse, name: string, services: ChannelServices): OpenChannel => ({
  carries: register[use.channel]?.channel.carries ?? [],
  send: (message) => sendOver(use, name, message, services),
});

/** Ends within the budget even if a channel hangs. Its error contains no secret that the channel has read. */
async function sendOver(
  use: ChannelUse,
  name: string,
  message: Message,
  services: ChannelServices,
): Promise<void> {
  const known = register[use.channel];
  if (!known) throw new Error(`No channel is called ${use.channel}`);
  const signal = services.timeout(services.budget);
  const read: string[] = [];
  const tools: Tools = {
    secret: async ({ secret: arn }) => {
      const value = await services.secret(arn, signal);
      read.push(value);
      return value;
    },
    post: (request, accepts) =>
      post(request, services, signal, { clean: (text) => without(read, text), accepts }),
    publish: (topicArn, page) => publish(services.snsOf(topicArn), topicArn, page),
    recall: () => services.memory.recall(message.deduplicationKey, name),
    remember: (value) => services.memory.remember(message.deduplicationKey, name, value),
    now: services.now,
  };
  const work = async () => {
    const { send } = await services.load(known);
    const settings = z.parse(known.channel.settings, use.settings);
    await (send as unknown as Send)(settings, message, tools);
  };
  await Promise.race([work(), over(signal, services.budget)]).catch((error: unknown) => {
    throw new Error(without(read, errorText(error)));
  });
}

const over = (signal: AbortSignal, milliseconds: number): Promise<never> =>
  new Promise((_, reject) => {
    const late = () => reject(new Error(tooLate(milliseconds)));
    if (signal.aborted) late();
    else signal.addEventListener('abort', late, { once: true });
  });

/** A text without secrets: plain, JSON- or URL-encoded, and the secret part of a URL. */
function without(secrets: readonly string[], text: string): string {
  const forms = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    ...(URL.canParse(secret) ? pathsOf(new URL(secret)) : []),
  ]);
  const telling = forms.filter((form) => form.length > 3).sort((one, other) => other.length - one.length);
  return telling.reduce((left, form) => left.replaceAll(form, '[secret]'), text);
}

/** The path of a URL, and its last part alone, which is a webhook's secret. */
const pathsOf = ({ pathname }: URL): string[] => [pathname, pathname.split('/').at(-1) ?? ''];
