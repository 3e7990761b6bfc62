import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import { type ReadSecret, readSecret, rememberSecrets } from '#core/aws/secrets';
import type { ChannelUse, Kind } from '#core/channel/define-channel';
import { tooLate } from '#core/limit';
import type { Page } from '#core/page/message';
import { publish } from '#core/page/publish';
import { errorText } from '#core/text';
import { ChannelUses } from '#lambdas/page/contract';
import { budgets } from './budgets.ts';
import { type Patience, post } from './post.ts';
import { type Registered, channels as register } from './register.ts';
import type { Message, Send, Tools } from './sender.ts';
import type { Path } from './sending.ts';

export type { Path } from './sending.ts';

/** What channels send with, and how long each may take. */
export interface ChannelServices extends Patience {
  readonly sns: SNSClient;
  readonly secret: ReadSecret;
  /** Loads what sends over a channel. */
  readonly load: (channel: Registered) => ReturnType<Registered['load']>;
  readonly now: () => Date;
}

/** An open channel: resolves once the other side has accepted, rejects within the budget if it has not. */
export interface OpenChannel {
  readonly carries: readonly Kind[];
  readonly send: (message: Message) => Promise<void>;
}

/** The services of a Lambda: the network, the clock, and secrets that are remembered for as long as its sandbox lives. */
export const channelServices = (sns: SNSClient, now: () => Date): ChannelServices => ({
  sns,
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

/** What deploy put beside a handler's code. */
export const readBeside = (handler: string | URL, file: string): readonly ChannelUse[] =>
  z.parse(ChannelUses, JSON.parse(readFileSync(new URL(file, handler), 'utf8')));

/**
 * The channels that an environment declares, by what records call them: `PagerDuty`, `Webhook`, `Webhook 2`. A setting
 * that a channel does not take makes that channel fail when it is used, and no other.
 */
export function openChannels(
  uses: readonly ChannelUse[],
  services: ChannelServices,
): Readonly<Record<string, OpenChannel>> {
  const names = uses.map(({ channel }) => register[channel]?.channel.title ?? channel);
  return Object.fromEntries(
    uses.map((use, index) => {
      const before = names.slice(0, index).filter((name) => name === names[index]).length;
      const name = before === 0 ? names[index] : `${names[index]} ${before + 1}`;
      return [name, open(use, services)];
    }),
  );
}

/** Those of the channels that can carry messages of this kind, as paths for them. */
export const pathsFor = (
  kind: Kind,
  open: Readonly<Record<string, OpenChannel>>,
): Readonly<Record<string, Path>> =>
  Object.fromEntries(
    Object.entries(open).flatMap(([name, { carries, send }]) =>
      carries.includes(kind) ? [[name, (page: Page) => send({ ...page, kind })]] : [],
    ),
  );

const open = (use: ChannelUse, services: ChannelServices): OpenChannel => ({
  carries: register[use.channel]?.channel.carries ?? [],
  send: (message) => sendOver(use, message, services),
});

/** Whatever a channel's code does, this ends within the budget, and its error holds no secret that it has read. */
async function sendOver(use: ChannelUse, message: Message, services: ChannelServices): Promise<void> {
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
    publish: (topicArn, page) => publish(services.sns, topicArn, page),
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

/** A text without the secrets in it, as they are, as JSON or a URL writes them, and the telling part of a URL. */
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

/** The path of a URL, and its last part alone, which in a webhook's is the one that nobody knows. */
const pathsOf = ({ pathname }: URL): string[] => [pathname, pathname.split('/').at(-1) ?? ''];
