import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { OpenReceiver } from '#channel/receivers';
import type { TakeServices } from '#core/people/take';

export interface AnswerServices extends TakeServices {
  readonly cloudwatch: CloudWatchClient;
  readonly environment: string;
  /** Reads the key that links are signed with. */
  readonly key: () => Promise<string>;
  /** Channels in which people can answer, by the path they post to. */
  readonly receivers: Readonly<Record<string, readonly OpenReceiver[]>>;
  readonly now: () => Date;
}
