import clearSyntheticFault from '#actions/clear-synthetic-fault/action';
import type { Action } from '#core/action/define-action';
import { syntheticAlarm, syntheticFault, syntheticRunbook, tripSeconds } from '#core/runbook/synthetic';
import { type Deployment, deploy } from './deploy.ts';
import { seconds } from './duration.ts';
import { defineRunbook, type RunbookSpec, step } from './runbook.ts';

/** Long enough for the alarm's two periods, even divided by ten in the sandbox. */
const verifyWithin = seconds(200);

/**
 * The built-in runbook of the synthetic alarm. Everything is real except the fault, and nobody is told about a good trip.
 * Its alarm is evaluated every ten seconds, so a trip takes a minute or two.
 */
export const syntheticSpec = (environment: string): RunbookSpec =>
  defineRunbook({
    id: syntheticRunbook,
    owner: 'nightshift',
    why: 'Nothing is broken. A made-up fault shows that alarms are handled, from the alarm to the verdict.',
    when: {
      creates: [
        {
          name: syntheticAlarm(environment),
          namespace: syntheticFault.namespace,
          metricName: syntheticFault.metricName,
          dimensions: { [syntheticFault.dimension]: environment },
          // A 0 clears the fault even in the period that set it.
          statistic: 'Minimum',
          period: seconds(10),
          evaluationPeriods: 1,
          threshold: 1,
          comparison: 'GreaterThanOrEqualToThreshold',
          // One datapoint sets the fault and one clears it. In between, the alarm keeps its state.
          missingData: 'ignore',
        },
      ],
    },
    mode: 'auto',
    steps: [step(clearSyntheticFault, { environment }, { verifyWithin })],
    recovered: { holdFor: seconds(20) },
    page: {
      pageBy: seconds(tripSeconds),
      instructions:
        'Nothing of yours is broken. Look at what the engine did last: alarms may not be handled.',
    },
  });

/** Its deployed form. Its trips do not count toward a mass failure or a breaker. */
export function deploySynthetic(environment: string, actions: Readonly<Record<string, Action>>): Deployment {
  const { deployed, creates } = deploy(syntheticSpec(environment), actions, {});
  const { cooldownSeconds, maxRunsPerDay, staleAfterSeconds } = deployed.guards;
  return {
    creates,
    deployed: { ...deployed, guards: { cooldownSeconds, maxRunsPerDay, staleAfterSeconds } },
  };
}
