import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { verbs } from '../page/verbs.ts';

/** What a link allows, for which incident, until when. */
export const Claims = z.strictObject({
  incident: z.string().check(z.regex(/^[\w-]{1,100}$/)),
  verbs: z.array(z.enum(verbs)).check(z.minLength(1)),
  /** The step that it may approve, from 1. @default - it came with a page */
  step: z.optional(z.int().check(z.minimum(1))),
  /** The channel that it was sent over. Its user is recorded by that name. */
  via: z.string().check(z.minLength(1), z.maxLength(100)),
  /** ISO 8601, UTC. */
  until: z.iso.datetime(),
});
export type Claims = z.infer<typeof Claims>;

/** The key that links are signed with, and the environment. */
export interface Signing {
  /** At least 32 characters. */
  readonly key: string;
  readonly environment: string;
}

/** A verified link: its claims, and an id from which the link can't be derived. */
export interface ReadLink {
  readonly claims: Claims;
  /** The id of the table's item about its use. */
  readonly id: string;
}

/** Why a link does not count. Only a genuine link can be `expired`. */
export type NotALink = 'not-genuine' | 'expired';

/** In characters. CloudFormation generates 64; a shorter key was set by hand and could be guessed. */
const leastKeyLength = 32;

/** In characters. No real link is this long, so a longer one is not read. */
const longestToken = 1_000;

/**
 * Signs claims with HMAC-SHA256. The environment and the purpose are signed too, so that no other text signed with the same key
 * passes for a link.
 * @throws Error if the key is too short
 */
export function signLink(claims: Claims, signing: Signing): string {
  const said = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${said}.${signatureOf(said, signing).toString('base64url')}`;
}

/** Reads a link's token. Checks its signature first, in constant time. @param now of this machine */
export function readLink(token: string, signing: Signing, now: Date): ReadLink | NotALink {
  const [, said = '', signature = ''] = /^([\w-]{1,900})\.([\w-]{43})$/.exec(token) ?? [];
  if (token.length > longestToken || !said) return 'not-genuine';
  const expected = signatureOf(said, signing);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'not-genuine';
  const claims = Claims.safeParse(jsonIn(said));
  if (!claims.success) return 'not-genuine';
  if (claims.data.until <= now.toISOString()) return 'expired';
  // Derived from the claims alone: base64url has more than one form of a signature's last bits.
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
