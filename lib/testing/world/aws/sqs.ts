import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';

interface Asked {
  readonly QueueName?: string;
  readonly QueueUrl?: string;
  readonly SourceArn?: string;
  readonly MaxNumberOfMessagesPerSecond?: number;
}

/** A queue; change its fields to change the world. */
export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  messages: number;
  /** How long it keeps a message. @default - four days */
  retentionSeconds?: number;
  /** Queues that use this one as their dead-letter queue. */
  sources: string[];
  /** Newest first. */
  moves: { Status: string; SourceArn: string; MaxNumberOfMessagesPerSecond?: number | undefined }[];
}

/** For how long CloudWatch has known a queue's length, in minutes. */
const knownMinutes = 15;

/** SQS, limited to dead-letter queues and their redrive. */
export class Sqs {
  readonly #stage: Stage;
  readonly #queues = new Map<string, Queue>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    GetQueueUrl: ({ QueueName = '' }: Asked) => ({ QueueUrl: this.queue(QueueName).url }),
    GetQueueAttributes: ({ QueueUrl }: Asked) => {
      const { arn, messages, retentionSeconds = 345_600 } = this.#by('url', QueueUrl);
      const numbers = { ApproximateNumberOfMessages: messages, MessageRetentionPeriod: retentionSeconds };
      const texts = Object.entries(numbers).map(([name, value]) => [name, String(value)]);
      return { Attributes: { QueueArn: arn, ...Object.fromEntries(texts) } };
    },
    ListDeadLetterSourceQueues: ({ QueueUrl }: Asked) => ({
      queueUrls: this.#by('url', QueueUrl).sources.map((name) => this.queue(name).url),
    }),
    ListMessageMoveTasks: ({ SourceArn }: Asked) => ({
      Results: this.#by('arn', SourceArn).moves.slice(0, 1),
    }),
    StartMessageMoveTask: (input: Asked) => this.#move(input),
  };

  /** Creates a queue and its dead-letter queue, unless the dead-letter queue exists. */
  put(name: string, deadLetters: string, messages = 5): void {
    if (this.#queues.has(deadLetters)) return;
    this.#add(name, []);
    this.#add(deadLetters, [name]);
    this.setLength(deadLetters, messages);
  }

  #add(name: string, sources: string[]): void {
    const { partition, region, account } = this.#stage.place;
    const arn = `arn:${partition}:sqs:${region}:${account}:${name}`;
    const url = `https://sqs.${region}.amazonaws.com/${account}/${name}`;
    this.#queues.set(name, { name, arn, url, messages: 0, sources, moves: [] });
  }

  /** Sets how many messages are in a queue now, and how many CloudWatch saw before. */
  setLength(name: string, messages: number, before = messages): void {
    this.queue(name).messages = messages;
    const { clock, cloudwatch } = this.#stage.world;
    for (let minutes = knownMinutes; minutes >= 0; minutes--) {
      const at = clock.milliseconds - minutes * 60_000;
      cloudwatch.metrics.publish(visibleIn(name), at, minutes > 1 ? before : messages);
    }
  }

  /** Leaves CloudWatch without counts of a queue, as if nobody had used it for hours. */
  forgetLength(name: string): void {
    this.#stage.world.cloudwatch.metrics.forget(visibleIn(name));
  }

  remove(name: string): void {
    this.#queues.delete(name);
  }

  /** @throws Error AWS's own, if there is no such queue */
  queue(name: string): Queue {
    return this.#by('name', name);
  }

  #by(field: 'name' | 'arn' | 'url', value: string | undefined): Queue {
    const found = [...this.#queues.values()].find((queue) => queue[field] === value);
    if (!found) throw awsError('QueueDoesNotExist', 'The specified queue does not exist.');
    return found;
  }

  #move({ SourceArn, MaxNumberOfMessagesPerSecond }: Asked): object {
    const queue = this.#by('arn', SourceArn);
    const isMoving = queue.moves[0]?.Status === 'RUNNING';
    // "Only one active message movement task is supported per queue at any given time."
    if (queue.sources.length === 0 || isMoving)
      throw awsError(
        'UnsupportedOperation',
        isMoving ? 'There is already a task running.' : 'Not a dead-letter queue.',
      );
    queue.moves.unshift({ Status: 'RUNNING', SourceArn: queue.arn, MaxNumberOfMessagesPerSecond });
    const seconds = queue.messages / (MaxNumberOfMessagesPerSecond ?? 500);
    this.#stage.world.clock.after(seconds, () => {
      const [task] = queue.moves;
      if (task) task.Status = 'COMPLETED';
      this.setLength(queue.name, 0);
    });
    this.#stage.effect(queue.arn, seconds);
    return { TaskHandle: `handle-${queue.moves.length}` };
  }
}

const visibleIn = (QueueName: string) => ({
  namespace: 'AWS/SQS',
  name: 'ApproximateNumberOfMessagesVisible',
  dimensions: { QueueName },
});
