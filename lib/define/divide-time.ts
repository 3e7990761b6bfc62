import { divided as dividedGuards } from '#core/guards/derived';
import type { DeployedStep } from '#core/runbook/runbook';
import type { Deployment } from './deploy.ts';

/** How long a Lambda needs to start and answer on a busy machine, in seconds. */
const shortestTimeout = 15;

/**
 * Divides every duration of a runbook and its alarms, for a local sandbox. Rounds to whole seconds, at least one. `staleAfter`
 * is also the rule's maximum event age, so it stays within EventBridge's limits. Function timeouts are divided too, since a
 * step starts only if its whole timeout fits before the page deadline, but leave room for a cold start. The page deadline
 * leaves room for all steps.
 */
export function divideTime({ deployed, creates }: Deployment, by: number): Deployment {
  const divided = (seconds: number) => Math.max(1, Math.round(seconds / by));
  const { recovered, guards, page } = deployed;
  const alarms = creates.map((alarm) => ({
    ...alarm,
    periodSeconds: acceptedPeriod(divided(alarm.periodSeconds)),
  }));
  const steps = deployed.steps.map((step) => ({
    ...step,
    timeoutSeconds: Math.min(step.timeoutSeconds, Math.max(shortestTimeout, divided(step.timeoutSeconds))),
    verifyWithinSeconds: divided(step.verifyWithinSeconds),
    ...(step.lease
      ? {
          lease: {
            restoreAfterSeconds: divided(step.lease.restoreAfterSeconds),
            atMostSeconds: divided(step.lease.atMostSeconds),
          },
        }
      : {}),
  }));
  // At least one evaluation of every alarm that the runbook creates.
  const holdForSeconds = Math.max(
    divided(recovered.holdForSeconds),
    ...alarms.map((alarm) => alarm.periodSeconds),
  );
  return {
    creates: alarms,
    deployed: {
      ...deployed,
      steps,
      approvalWithinSeconds: divided(deployed.approvalWithinSeconds),
      recovered: {
        holdForSeconds,
        ...(recovered.andMetric
          ? {
              andMetric: {
                ...recovered.andMetric,
                withinSeconds: divided(recovered.andMetric.withinSeconds),
              },
            }
          : {}),
      },
      guards: dividedGuards(guards, divided),
      page: {
        ...page,
        pageBySeconds: Math.max(divided(page.pageBySeconds), ladderSeconds(steps, holdForSeconds)),
      },
    },
  };
}

/**
 * How long the steps need, in seconds, plus one cold start before them. Times with a minimum shrink less than the page
 * deadline, and a step that does not fit before the deadline is always refused.
 */
const ladderSeconds = (steps: readonly DeployedStep[], holdForSeconds: number): number =>
  steps.reduce(
    (sum, { timeoutSeconds, verifyWithinSeconds }) =>
      sum + timeoutSeconds + verifyWithinSeconds + holdForSeconds,
    shortestTimeout,
  );

/** Rounds up to what CloudWatch accepts: 10, 20, 30 or a multiple of 60 seconds. */
const acceptedPeriod = (seconds: number): number =>
  [10, 20, 30].find((accepted) => accepted >= seconds) ?? Math.ceil(seconds / 60) * 60;
