import { assumptions, prices } from './prices.ts';
import type { Units } from './units.ts';

/** What one incident asks of AWS, as far as AWS bills it. */
export interface Asked {
  readonly transitions: number;
  readonly invocations: number;
  /** How many different Lambdas: each starts cold once. */
  readonly functions: number;
  /** Calls to AWS, besides those of the actions. */
  readonly calls: number;
  /** How many actions ran. */
  readonly acts: number;
  readonly cloudWatch: number;
  readonly tableOperations: number;
  readonly units: Units;
  readonly schedulesFired: number;
  readonly publishes: number;
}

/** Of one incident, by service, in USD. */
export function costOf(asked: Asked): Readonly<Record<string, number>> {
  const { initMilliseconds, ownMilliseconds, callMilliseconds, actionCalls, memoryMegabytes } = assumptions;
  const milliseconds =
    asked.functions * initMilliseconds +
    asked.invocations * ownMilliseconds +
    (asked.calls + asked.acts * actionCalls) * callMilliseconds;
  const gigabyteSeconds = (milliseconds / 1_000) * (memoryMegabytes / 1_024);
  return {
    'Step Functions': asked.transitions * prices.stateTransition,
    Lambda: asked.invocations * prices.lambdaRequest + gigabyteSeconds * prices.lambdaGigabyteSecond,
    DynamoDB: asked.units.writes * prices.writeUnit + asked.units.reads * prices.readUnit,
    Scheduler: asked.schedulesFired * prices.scheduleFired,
    SNS: asked.publishes * (prices.publish + prices.email),
    CloudWatch: asked.cloudWatch * prices.cloudWatchRequest,
  };
}
