import type { Kind, Secret } from '#core/channel/define-channel';
import type { Page } from '#core/page/message';

/** A text for people, with its kind. */
export interface Message extends Page {
  readonly kind: Kind;
}

/** One POST of JSON. */
export interface Request {
  readonly url: string;
  readonly body: string;
  /** Headers besides the content type. @default - none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Whether a 2xx answer says that the message was accepted. @param said the beginning of its body */
export type Accepts = (status: number, said: string) => boolean;

/** Services of a channel's sender. All of them end when the channel's time is over. */
export interface Tools {
  /** Reads a secret. From then on it is removed from the channel's errors. */
  readonly secret: (kept: Secret) => Promise<string>;
  /**
   * Posts until the other side has accepted. Each try calls `request` again.
   * @param accepts what counts as accepted @default - any 2xx
   * @throws Error if it did not
   */
  readonly post: (request: () => Request, accepts?: Accepts) => Promise<void>;
  readonly publish: (topicArn: string, page: Page) => Promise<void>;
  /** What this channel recorded last for the message's key; undefined if nothing, or if it can't be read. */
  readonly recall: () => Promise<unknown>;
  /** Records something for the message's key, as JSON, for two weeks. Best effort. */
  readonly remember: (value: object) => Promise<void>;
  readonly now: () => Date;
}

/** Sends one message over a channel. Resolves only once the other side has accepted it. */
export type Send<Settings extends object = Record<string, unknown>> = (
  settings: Settings,
  message: Message,
  tools: Tools,
) => Promise<void>;
