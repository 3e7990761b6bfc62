import type { Kind, Secret } from '#core/channel/define-channel';
import type { Page } from '#core/page/message';

/** A text for people, and what it is for. */
export interface Message extends Page {
  readonly kind: Kind;
}

/** One POST of JSON. */
export interface Request {
  readonly url: string;
  readonly body: string;
  /** Besides the content type. @default - none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Whether an answer with a status of 2xx says that the message was taken on. @param said the beginning of its body */
export type Accepts = (status: number, said: string) => boolean;

/** What a channel sends with. All of it gives up when the channel's time is up. */
export interface Tools {
  /** Reads a secret. From then on it is taken out of whatever error the channel throws. */
  readonly secret: (kept: Secret) => Promise<string>;
  /**
   * Posts until the other side has accepted, asking for the request anew at each try.
   * @param accepts what counts as accepted @default - any 2xx
   * @throws Error when it did not
   */
  readonly post: (request: () => Request, accepts?: Accepts) => Promise<void>;
  readonly publish: (topicArn: string, page: Page) => Promise<void>;
  /** What this channel remembered last of the message's key; undefined where that is nothing, or can't be read. */
  readonly recall: () => Promise<unknown>;
  /** Remembers something of the message's key, in JSON, for two weeks. Best effort. */
  readonly remember: (value: object) => Promise<void>;
  readonly now: () => Date;
}

/** Sends one message over a channel. Resolves only once the other side has accepted it. */
export type Send<Settings extends object = Record<string, unknown>> = (
  settings: Settings,
  message: Message,
  tools: Tools,
) => Promise<void>;
