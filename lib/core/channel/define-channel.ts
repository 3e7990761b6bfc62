import * as z from 'zod/mini';
import type { Permission } from '../action/define-action.ts';

/**
 * What a message is for.
 * - `page`: asks a person to take over
 * - `notice`: one line that asks for nothing
 * - `update`: one more line about the page with the same deduplication key; rings nobody
 * - `acknowledged`: an update that also says that a person has the incident, so its pager stops calling others
 * - `resolved`: resolves the page with the same deduplication key, with a note
 */
export const kinds = ['page', 'notice', 'update', 'acknowledged', 'resolved'] as const;
export type Kind = (typeof kinds)[number];

/** What may follow an open page. A channel that would ring a phone with it does not carry it. */
export const updateKinds = ['update', 'acknowledged'] as const satisfies readonly Kind[];
export type UpdateKind = (typeof updateKinds)[number];

const secretArn =
  /^arn:[a-z-]+:(secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+|ssm:[a-z0-9-]+:\d{12}:parameter\/[\w./-]+)$/;
const keyArn = /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;
const expected =
  "secret('…') with the ARN of a Secrets Manager secret or an SSM parameter, never the secret itself";

/** Where a secret is kept. It is read when needed, and is in no file, variable or log. */
export const Secret = z.strictObject(
  {
    secret: z.string(expected).check(z.regex(secretArn, expected)),
    /** @default - the service's own key in the account, which needs no permission */
    kmsKey: z.exactOptional(z.string().check(z.regex(keyArn, 'the ARN of a KMS key'))),
  },
  expected,
);
export type Secret = z.infer<typeof Secret>;

/** A loopback address. */
const loopback = /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?(\/|$)/;

/** Whether a URL may be posted to: encrypted, or on this machine. A login in a URL would be a secret in a file. */
export function mayPostTo(url: string): boolean {
  if (/\s/.test(url) || !URL.canParse(url)) return false;
  const { username, password, protocol } = new URL(url);
  return !username && !password && (protocol === 'https:' || isLoopback(url));
}

export const isLoopback = (url: string): boolean => loopback.test(url);

const urlExpected = 'a URL that starts with https:// and holds no login';
export const Url = z.string(urlExpected).check(z.refine(mayPostTo, urlExpected));

/**
 * One path to people: plain data, no call. Read at synth (validation, IAM) and by the Lambdas that send (settings checked
 * again). `send.ts` beside it sends.
 */
export interface Channel<Settings extends object = Record<string, unknown>> {
  /** The folder's name, e.g. `pagerduty`. */
  readonly id: string;
  /** Its name in records and logs, e.g. `PagerDuty`. */
  readonly title: string;
  /** Strict schema of its settings: unknown keys are rejected. */
  readonly settings: z.ZodMiniType<Settings>;
  /** What it can carry; it gets nothing else. */
  readonly carries: readonly Kind[];
  /** IAM besides what its secrets need. @default - none */
  readonly permissions?: (settings: Settings) => Permission[];
  /** Whether people can answer in it, by these settings: see `receive.ts` beside it. @default - they can't */
  readonly hears?: (settings: Settings) => boolean;
}

/** A channel with its settings, as an environment declares it. */
export interface ChannelUse {
  readonly channel: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Declares a channel: returns the function that an environment calls with the channel's settings. */
export const defineChannel = <Settings extends object>(
  channel: Channel<Settings>,
): Channel<Settings> & ((settings: Settings) => ChannelUse) =>
  Object.assign(
    (settings: Settings): ChannelUse => ({
      channel: channel.id,
      settings: { ...settings } as Record<string, unknown>,
    }),
    channel,
  );
