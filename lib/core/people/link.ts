import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { verbs } from '../page/verbs.ts';

/** What the holder of a link may do, to what, until when. */
export const Claims = z.strictObject({
  incident: z.string().check(z.regex(/^[\w-]{1,100}$/)),
  verbs: z.array(z.enum(verbs)).check(z.minLength(1)),
  /** The step whose approval it may give, from 1. @default - it came with a page */
  step: z.optional(z.int().check(z.minimum(1))),
  /** The channel that it was sent over: who holds it is recorded as that. */
  via: z.string().check(z.minLength(1), z.maxLength(100)),
  /** ISO 8601, UTC. */
  until: z.iso.datetime(),
});
export type Claims = z.infer<typeof Claims>;

/** What a link is signed with, and for which environment. */
export interface Signing {
  /** At least 32 characters. */
  readonly key: string;
  readonly environment: string;
}

/** A link that was read: what it claims, and a name of its own that tells nobody how to make it. */
export interface ReadLink {
  readonly claims: Claims;
  /** Of the table's item about its use. */
  readonly id: string;
}

/** Why a link does not count. `expired` is said only of a genuine one. */
export type NotALink = 'not-genuine' | 'expired';

/** CloudFormation makes up 64 characters; what is shorter was put there by hand and can be guessed. */
const leastKeyLength = 32;

/** In characters: no link is as long, and nothing longer is looked at. */
const longestToken = 1_000;

/**
 * Signs claims with HMAC-SHA256. The environment and the purpose are part of what is signed, so that no other text signed with
 * the same key passes for a link.
 * @throws Error where the key is too short to be one
 */
export function signLink(claims: Claims, signing: Signing): string {
  const said = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${said}.${signatureOf(said, signing).toString('base64url')}`;
}

/** Reads a link's token: its signature first, in constant time, then what it says. @param now of this machine */
export function readLink(token: string, signing: Signing, now: Date): ReadLink | NotALink {
  const [, said = '', signature = ''] = /^([\w-]{1,900})\.([\w-]{43})$/.exec(token) ?? [];
  if (token.length > longestToken || !said) return 'not-genuine';
  const expected = signatureOf(said, signing);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'not-genuine';
  const claims = Claims.safeParse(jsonIn(said));
  if (!claims.success) return 'not-genuine';
  if (claims.data.until <= now.toISOString()) return 'expired';
  // By what it claims alone: base64url writes the last bits of a signature in more than one way.
  const id = createHmac('sha256', 'nightshift/answer-link/id').update(said).digest('base64url').slice(0, 22);
  return { claims: claims.data, id };
}

function signatureOf(said: string, { key, environment }: Signing): Buffer {
  if (key.length < leastKeyLength)
    throw new Error(`The key of answer links has fewer than ${leastKeyLength} characters`);
  return createHmac('sha256', key).update(`nightshift/answer-link/1/${environment}/${said}`).digest();
}

function jsonIn(said: string): unknown {
  try {
    return JSON.parse(Buffer.from(said, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
