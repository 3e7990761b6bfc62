import type { Clock } from './clock.ts';
import { awsError, type Commands } from './wire.ts';

/** A message that a topic accepted: what someone's phone or mailbox shows. */
export interface Message {
  readonly topic: string;
  readonly subject: string;
  readonly body: string;
  /** What an SMS shows, if that is another text. */
  readonly sms?: string;
  /** Absent if a schedule published the message: it can't set one. */
  readonly deduplicationKey?: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

interface Publish {
  readonly TopicArn?: string;
  readonly Subject?: string;
  readonly Message?: string;
  readonly MessageStructure?: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue?: string }>>;
}

/** Topics that everyone reads. */
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

  /** The messages that one topic accepted. */
  on(topic: string): Message[] {
    return this.messages.filter((message) => message.topic === topic);
  }

  publish(input: Publish): { MessageId: string } {
    const { TopicArn = '', Subject, Message, MessageStructure, MessageAttributes = {} } = input;
    if (!this.#topics.includes(TopicArn))
      throw awsError('NotFoundException', `Topic does not exist: ${TopicArn}`);
    // "Subjects must be ASCII text … must not include line breaks or control characters … less than 100 characters long."
    if (Subject !== undefined && !/^[\x21-\x7e][\x20-\x7e]{0,98}$/.test(Subject)) {
      throw awsError('InvalidParameterException', 'Invalid parameter: Subject');
    }
    if (!Message) throw awsError('InvalidParameterException', 'Invalid parameter: Empty message');
    // "Amazon SNS validates the combined size of the message body and message attributes."
    if (Buffer.byteLength(Message + JSON.stringify(MessageAttributes)) > 262_144) {
      throw awsError('InvalidParameterException', 'Invalid parameter: Message too long');
    }
    const { default: body, sms } = textsIn(Message, MessageStructure);
    const key = MessageAttributes['deduplicationKey']?.StringValue;
    const message: Message = {
      topic: TopicArn,
      subject: Subject ?? '',
      body,
      ...(sms === undefined ? {} : { sms }),
      ...(key ? { deduplicationKey: key } : {}),
      at: this.#clock.now().toISOString(),
    };
    this.messages.push(message);
    this.onMessage(message);
    return { MessageId: `message-${this.messages.length}` };
  }
}

/**
 * The text for everyone, and the one for SMS. "If you set MessageStructure to json, the value of the Message parameter must be
 * a syntactically valid JSON object; and contain at least a top-level JSON key of default with a value that is a string."
 * "The total size limit for a single SMS Publish action is 1,600 characters."
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
function textsIn(message: string, structure: string | undefined): { default: string; sms?: string } {
  const invalid = (what: string) => awsError('InvalidParameterException', `Invalid parameter: ${what}`);
  if (structure === undefined) return { default: message };
  if (structure !== 'json') throw invalid('MessageStructure');
  let texts: Readonly<Record<string, unknown>> | null;
  try {
    texts = JSON.parse(message);
  } catch {
    throw invalid('Message Structure - JSON message body failed to parse');
  }
  const { default: body, sms } = texts ?? {};
  if (typeof body !== 'string') throw invalid('Message Structure - No default entry in JSON message body');
  if (typeof sms === 'string' && sms.length > 1_600) throw invalid('Message too long');
  return typeof sms === 'string' ? { default: body, sms } : { default: body };
}
