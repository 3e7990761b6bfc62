import type { Clock } from './clock.ts';
import { awsError, type Commands } from './wire.ts';

/** A message that a topic accepted: what somebody's phone or mailbox shows. */
export interface Message {
  readonly topic: string;
  readonly subject: string;
  readonly body: string;
  /** Absent where AWS published for us: a schedule can't set one. */
  readonly deduplicationKey?: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

interface Publish {
  readonly TopicArn?: string;
  readonly Subject?: string;
  readonly Message?: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue?: string }>>;
}

/** Topics that everybody reads. */
export class Sns {
  readonly messages: Message[] = [];
  /** Told of each message that a topic accepts. */
  onMessage: (message: Message) => void = () => {};
  readonly #clock: Clock;
  readonly #topics: readonly string[];

  constructor(clock: Clock, topics: readonly string[]) {
    this.#clock = clock;
    this.#topics = topics;
  }

  readonly commands: Commands = {
    Publish: (input: Publish) => this.publish(input),
  };

  /** What one topic was told. */
  on(topic: string): Message[] {
    return this.messages.filter((message) => message.topic === topic);
  }

  publish({ TopicArn = '', Subject, Message, MessageAttributes = {} }: Publish): { MessageId: string } {
    if (!this.#topics.includes(TopicArn))
      throw awsError('NotFoundException', `Topic does not exist: ${TopicArn}`);
    // "Subjects must be ASCII text … must not include line breaks or control characters … less than 100 characters long."
    if (Subject !== undefined && !/^[\x21-\x7e][\x20-\x7e]{0,98}$/.test(Subject)) {
      throw awsError('InvalidParameterException', 'Invalid parameter: Subject');
    }
    if (!Message) throw awsError('InvalidParameterException', 'Invalid parameter: Empty message');
    if (Buffer.byteLength(Message) > 262_144) {
      throw awsError('InvalidParameterException', 'Invalid parameter: Message too long');
    }
    const key = MessageAttributes['deduplicationKey']?.StringValue;
    const message: Message = {
      topic: TopicArn,
      subject: Subject ?? '',
      body: Message,
      ...(key ? { deduplicationKey: key } : {}),
      at: this.#clock.now().toISOString(),
    };
    this.messages.push(message);
    this.onMessage(message);
    return { MessageId: `message-${this.messages.length}` };
  }
}
