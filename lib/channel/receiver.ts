import type { Secret } from '#core/channel/define-channel';
import type { Verb } from '#core/page/verbs';

/** What a channel posted to the public endpoint. */
export interface Received {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Exactly as sent. */
  readonly body: string;
}

/** A person's request in a channel. */
export interface Wish {
  readonly verb: Verb;
  /** The incident, or the deduplication key of its page. */
  readonly about: { readonly incident: string } | { readonly page: string };
  /** The step that is asked about, from 1. @default - none */
  readonly step?: number;
  /** The person, as known to the channel. */
  readonly by: string;
  /** It was reassigned to that person there, so it is taken from any holder. @default false */
  readonly handedOver?: boolean;
  /**
   * ISO 8601, UTC: when it happened, if the channel sends events late, twice or out of order. An event that is not newer than
   * the last one that counted is ignored. @default - now
   */
  readonly at?: string;
}

/** What a genuine request asks for, and how the channel gets the result. */
export interface Genuine {
  /** @default - nothing relevant */
  readonly wish?: Wish;
  /** Why a request is refused. */
  readonly refused?: string;
  /**
   * Tells the channel the result, if it has to be told.
   * @param said a sentence; `ok` says whether it was done
   */
  readonly tell?: (said: { readonly text: string; readonly ok: boolean }) => Promise<void>;
}

/** Services of a receiver. */
export interface ReceiverTools {
  readonly secret: (kept: Secret) => Promise<string>;
  /** Posts JSON to the address that the other side gave for answers. */
  readonly post: (url: string, body: object) => Promise<void>;
  readonly now: () => Date;
}

/**
 * Reads one request.
 * @returns undefined if it is not signed with these settings' secret; then it is ignored
 */
export type Receive<Settings extends object = Record<string, unknown>> = (
  settings: Settings,
  request: Received,
  tools: ReceiverTools,
) => Promise<Genuine | undefined>;
