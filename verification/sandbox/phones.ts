import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type Phone, phones } from './names.ts';
import { repeat } from './repeat.ts';

/** A message as a person would receive it. */
export interface PhoneMessage {
  readonly phone: Phone;
  readonly subject: string;
  readonly body: string;
  /** The same for every copy of one page; undefined if the message carries none. */
  readonly deduplicationKey: string | undefined;
  /** Milliseconds since 1970: when it was read here. */
  readonly at: number;
}

interface Envelope {
  readonly Subject?: string;
  readonly Message?: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly Value?: string }>>;
}

/** Reads what SNS put into a queue: the message in its envelope. */
export function readMessage(phone: Phone, content: string, at: number): PhoneMessage {
  const envelope = JSON.parse(content) as Envelope;
  const body = envelope.Message ?? '';
  return {
    phone,
    subject: envelope.Subject ?? '',
    body,
    deduplicationKey: envelope.MessageAttributes?.['deduplicationKey']?.Value ?? keyIn(body),
    at,
  };
}

/** EventBridge Scheduler can't set attributes; the deadline's message ends with its key in the text, like every page. */
const keyIn = (body: string): string | undefined => [...body.matchAll(/^Key (\S+)$/gm)].at(-1)?.[1];

/** Collects messages to people's phones from the queues in their place. */
export class PhoneWatch {
  readonly messages: PhoneMessage[] = [];
  onMessage: (message: PhoneMessage) => void = () => {};
  readonly #sqs: SQSClient;

  constructor(sqs: SQSClient) {
    this.#sqs = sqs;
  }

  start(signal: AbortSignal): void {
    for (const phone of phones) repeat(phone, 500, signal, () => this.#read(phone));
  }

  /** Records a message, from a queue or otherwise. */
  receive(message: PhoneMessage): void {
    this.messages.push(message);
    this.onMessage(message);
  }

  async #read(phone: Phone): Promise<void> {
    const { QueueUrl } = await this.#sqs.send(new GetQueueUrlCommand({ QueueName: phone }));
    const answer = await this.#sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    for (const { Body = '{}', ReceiptHandle } of answer.Messages ?? []) {
      await this.#sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      this.receive(readMessage(phone, Body, Date.now()));
    }
  }
}
