import type { Secret } from '#core/channel/define-channel';
import type { Verb } from '#core/page/verbs';

/** What a channel posted to the public endpoint. */
export interface Received {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it was sent. */
  readonly body: string;
}

/** What somebody asks for in a channel. */
export interface Wish {
  readonly verb: Verb;
  /** The incident, or the deduplication key of its page. */
  readonly about: { readonly incident: string } | { readonly page: string };
  /** The step that is asked about, from 1. @default - none is named */
  readonly step?: number;
  /** Who asks, as the channel knows them. */
  readonly by: string;
  /** It was handed to them there: it is taken from whoever has it. @default false */
  readonly handedOver?: boolean;
  /**
   * ISO 8601, UTC: when it happened there, where the channel tells events late, twice or in another order. What is not newer than the
   * last one that counted is passed over. @default - it happens now
   */
  readonly at?: string;
}

/** What a genuine request asks for, and how the channel is told what became of it. */
export interface Genuine {
  /** @default - nothing that concerns us */
  readonly wish?: Wish;
  /** Why nothing is done, where somebody asked for something. */
  readonly refused?: string;
  /**
   * Tells the channel what became of it, where it has to be told.
   * @param said a sentence; `ok` says whether it was done
   */
  readonly tell?: (said: { readonly text: string; readonly ok: boolean }) => Promise<void>;
}

/** What a receiver works with. */
export interface ReceiverTools {
  readonly secret: (kept: Secret) => Promise<string>;
  /** Posts JSON to where the other side asked to be answered. */
  readonly post: (url: string, body: object) => Promise<void>;
  readonly now: () => Date;
}

/**
 * Reads one request.
 * @returns undefined where its signature is not that of these settings: then nothing of it is believed
 */
export type Receive<Settings extends object = Record<string, unknown>> = (
  settings: Settings,
  request: Received,
  tools: ReceiverTools,
) => Promise<Genuine | undefined>;
