import * as z from 'zod/mini';
import type { Permission } from '../action/define-action.ts';

/**
 * What a message is for.
 * - `page`: asks a person to take over
 * - `notice`: one line that asks for nothing
 * - `update`: one more line about the page with the same deduplication key; rings nobody
 * - `acknowledged`: the same, and a person has the page's incident, so its pager stops calling others
 * - `resolved`: closes the page with the same deduplication key, with a note
 */
export const kinds = ['page', 'notice', 'update', 'acknowledged', 'resolved'] as const;
export type Kind = (typeof kinds)[number];

/** What may follow a page while it is open. A channel that could ring a phone with one does not carry it. */
export const updateKinds = ['update', 'acknowledged'] as const satisfies readonly Kind[];
export type UpdateKind = (typeof updateKinds)[number];

const secretArn =
  /^arn:[a-z-]+:(secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+|ssm:[a-z0-9-]+:\d{12}:parameter\/[\w./-]+)$/;
const keyArn = /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;
const expected =
  "secret('…') with the ARN of a Secrets Manager secret or an SSM parameter, never the secret itself";

/** Where a secret is kept. It is read when it is needed, and stands in no file, variable or log. */
export const Secret = z.strictObject(
  {
    secret: z.string(expected).check(z.regex(secretArn, expected)),
    /** @default - the account's own key for the service, which needs no permission */
    kmsKey: z.exactOptional(z.string().check(z.regex(keyArn, 'the ARN of a KMS key'))),
  },
  expected,
);
export type Secret = z.infer<typeof Secret>;

/** A loopback address: the traffic does not leave this machine. */
const loopback = /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?(\/|$)/;

/** Whether a URL may be posted to: encrypted, or on this machine. Logins in a URL would be secrets in a file. */
export function mayPostTo(url: string): boolean {
  if (/\s/.test(url) || !URL.canParse(url)) return false;
  const { username, password, protocol } = new URL(url);
  return !username && !password && (protocol === 'https:' || isLoopback(url));
}

export const isLoopback = (url: string): boolean => loopback.test(url);

const urlExpected = 'a URL that starts with https:// and holds no login';
export const Url = z.string(urlExpected).check(z.refine(mayPostTo, urlExpected));

/**
 * One path to people: plain data, no call. It is read at synth (validation, IAM) and by the Lambdas that send
 * (settings checked again). How it sends stands in `send.ts` beside it.
 */
export interface Channel<Settings extends object = Record<string, unknown>> {
  /** The folder's name, e.g. `pagerduty`. */
  readonly id: string;
  /** What records and logs call it, e.g. `PagerDuty`. */
  readonly title: string;
  /** Strict schema of its settings: unknown keys are rejected. */
  readonly settings: z.ZodMiniType<Settings>;
  /** What it can carry; it is told of nothing else. */
  readonly carries: readonly Kind[];
  /** IAM besides what its secrets need. @default - none */
  readonly permissions?: (settings: Settings) => Permission[];
}

/** A channel with its settings, as an environment declares it. */
export interface ChannelUse {
  readonly channel: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Declares a channel. What comes of it is called in an environment with the channel's settings. */
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
