import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import type { Aws } from '../aws.ts';
import { namespaces, ordersQueueDead } from '../names.ts';
import { repeat } from '../repeat.ts';
import type { Depot } from './depot.ts';
import { alias, functions } from './functions.ts';
import { dimensionsOf, publish } from './publish.ts';
import { metricName } from './services.ts';

/** Time between probes, in milliseconds. */
const interval = 1_000;

/**
 * Measures the work of the teams' functions from outside: whether the checkout answers, whether the depot's stock list can be
 * read, and how many orders are dead letters. Publishes what the alarms watch.
 */
export class FunctionProber {
  readonly #aws: Aws;
  readonly #depot: Depot;
  /** Dead letters at the last count, and since when there are any, in milliseconds since 1970. */
  #deadLetters = 0;
  #deadSince: number | undefined;
  /** SQS reports a queue's length only from its first use, so CloudWatch has no data on one that was always empty. */
  #wasUsed = false;

  constructor(aws: Aws, depot: Depot) {
    this.#aws = aws;
    this.#depot = depot;
  }

  start(signal: AbortSignal): void {
    repeat('checkout prober', interval, signal, () => this.#measureCheckout());
    repeat('stock list prober', interval, signal, () => this.#measureStockList());
    repeat('dead letters prober', interval, signal, () => this.#measureDeadLetters());
  }

  async #measureCheckout(): Promise<void> {
    const answer = await checkout(this.#aws);
    await this.#publish(functions.checkout, 'errors', answer === undefined ? 1 : 0, {
      FunctionName: functions.checkout,
    });
  }

  async #measureStockList(): Promise<void> {
    const { ok } = await fetch(`${this.#depot.url}/stock`);
    await this.#publish('stock-list', 'errors', ok ? 0 : 1);
  }

  /** Each new dead letter counts as an error of its consumer. */
  async #measureDeadLetters(): Promise<void> {
    const now = await lengthOf(this.#aws, ordersQueueDead);
    const errors = Math.max(0, now - this.#deadLetters);
    this.#deadLetters = now;
    this.#deadSince = now > 0 ? (this.#deadSince ?? Date.now()) : undefined;
    this.#wasUsed ||= now > 0;
    const age = this.#deadSince === undefined ? 0 : (Date.now() - this.#deadSince) / 1000;
    await this.#publish(functions.consumer, 'errors', errors, { FunctionName: functions.consumer });
    await this.#publish(ordersQueueDead, 'age', age, { QueueName: ordersQueueDead });
    if (!this.#wasUsed) return;
    await publish(this.#aws.cloudwatch, 'AWS/SQS', [
      {
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: dimensionsOf({ QueueName: ordersQueueDead }),
        Value: now,
        Unit: 'Count',
      },
    ]);
  }

  #publish(
    subject: string,
    measure: 'errors' | 'age',
    Value: number,
    dimensions: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const MetricName = metricName(subject, measure);
    return publish(this.#aws.cloudwatch, namespaces.services, [
      { MetricName, Dimensions: dimensionsOf(dimensions), Value },
    ]);
  }
}

/** What the checkout answers its callers; undefined if it fails. */
export async function checkout({ lambda }: Aws): Promise<string | undefined> {
  const called = new InvokeCommand({ FunctionName: functions.checkout, Qualifier: alias });
  const { FunctionError, Payload } = await lambda.send(called);
  return FunctionError ? undefined : new TextDecoder().decode(Payload);
}

/** How many messages wait in a queue. */
export async function lengthOf({ sqs }: Aws, QueueName: string): Promise<number> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const counted = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...counted] }),
  );
  return counted.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}
