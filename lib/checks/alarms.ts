import { actsIn } from '#core/runbook/runbook';
import { holdForSeconds, verifyWithinSeconds } from '#define/defaults';
import type { AlarmSpec } from '#define/runbook';
import { eachRunbook, isSound, type RunbookDraft } from './draft.ts';
import { type Problem, problemAt } from './problem.ts';

const highResolution = [10, 20, 30];

/** CloudWatch accepts each created alarm. */
export const alarmsAreCreatable = eachRunbook((runbook) =>
  eachAlarm(runbook, (alarm, index) => {
    const path = ['when', 'creates', index];
    const { period, evaluationPeriods, datapointsToAlarm = evaluationPeriods } = alarm;
    const problems: Problem[] = [];
    if (period.seconds % 60 !== 0 && !highResolution.includes(period.seconds)) {
      const expected = '10, 20 or 30 seconds, or a multiple of 60 seconds';
      problems.push(problemAt(runbook.file, [...path, 'period'], period, expected));
    }
    if (datapointsToAlarm > evaluationPeriods) {
      const expected = `at most evaluationPeriods, ${evaluationPeriods}`;
      problems.push(problemAt(runbook.file, [...path, 'datapointsToAlarm'], datapointsToAlarm, expected));
    }
    return problems;
  }),
);

/** Verification that ends before the alarm can be OK again would call every fix a failure. */
export const verificationWaitsForAlarm = eachRunbook((runbook) => {
  if (!isSound(runbook, 'steps')) return [];
  return eachAlarm(runbook, (alarm) =>
    (runbook.sections.steps ?? []).flatMap((step, index) => {
      const needed = secondsToRecover(alarm);
      if (verifyWithinSeconds(step) >= needed) return [];
      const expected =
        `at least ${needed} seconds: that is what the created alarm ${alarm.name} needs to recover ` +
        `(${alarm.period.seconds} s × (${alarm.evaluationPeriods} − ${datapoints(alarm)} + 1) evaluation periods + one period)`;
      return [problemAt(runbook.file, ['steps', index, 'verifyWithin'], step.verifyWithin, expected)];
    }),
  );
});

/** A hold shorter than one period would confirm the recovery with the same datapoint that announced it. */
export const holdSpansOnePeriod = eachRunbook((runbook) => {
  if (!isSound(runbook, 'recovered')) return [];
  const { recovered } = runbook.sections;
  return eachAlarm(runbook, ({ name, period }) =>
    holdForSeconds(recovered) >= period.seconds
      ? []
      : [
          problemAt(
            runbook.file,
            ['recovered', 'holdFor'],
            recovered?.holdFor,
            `at least ${period.seconds} seconds, one period of the created alarm ${name}`,
          ),
        ],
  );
});

/**
 * A service that is so dead that it sends no data would make such an alarm OK, and would be called healed. Reported at `auto`
 * or `approve`: in the runbook, or in the environment that overrides its mode.
 */
export const autoSeesQuietDeath = eachRunbook((runbook, { environment }) => {
  const { id = '', mode, recovered } = runbook.sections;
  if (!isSound(runbook, 'recovered', 'mode') || recovered?.andMetric) return [];
  const overridden = environment.sections.modes?.[id];
  const where =
    mode && actsIn(mode)
      ? { file: runbook.file, path: ['mode'], found: mode }
      : overridden && actsIn(overridden)
        ? { file: environment.file, path: ['modes', id], found: overridden }
        : undefined;
  if (!where) return [];
  return eachAlarm(runbook, ({ name, missingData }) =>
    missingData === 'notBreaching'
      ? [
          problemAt(
            where.file,
            where.path,
            where.found,
            `watch or off, or a second metric (recovered.andMetric in ${runbook.file}): the created alarm ${name} takes missing data for not breaching, so a service that sends none would count as healed`,
          ),
        ]
      : [],
  );
});

const datapoints = (alarm: AlarmSpec): number => alarm.datapointsToAlarm ?? alarm.evaluationPeriods;

/** Seconds until enough good datapoints are in to outvote the bad ones, and one more period to collect the first. */
const secondsToRecover = (alarm: AlarmSpec): number =>
  alarm.period.seconds * (alarm.evaluationPeriods - datapoints(alarm) + 1) + alarm.period.seconds;

const eachAlarm = (
  { sections: { when } }: RunbookDraft,
  check: (alarm: AlarmSpec, index: number) => Problem[],
): Problem[] => (when?.creates ?? []).flatMap(check);
