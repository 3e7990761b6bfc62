import { adoptionTag, type DeployedRunbook, FromAlarm } from '#core/runbook/runbook';
import type { DeployedAlarm } from '#define/deploy';
import type { Deployable } from './deployable.ts';
import { evaluationOf, isBad, type Watched, watched } from './world/cloudwatch/alarm.ts';
import { type AlarmSetup, evaluatedAfter } from './world/cloudwatch.ts';
import type { Signal } from './world/service.ts';

/** What an alarm watches if neither the runbook nor the event says. */
const errors: Watched = {
  namespace: 'Rehearsal',
  name: 'Errors',
  statistic: 'Sum',
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 1,
};

/** A name that fits a pattern: each `*` becomes `rehearsed`. */
const named = (pattern: string): string => pattern.replaceAll('*', 'rehearsed');

/**
 * An alarm that the runbook adopts, either one that it creates or one that its rule would match, with every dimension that
 * the runbook reads from it.
 */
export function alarmFor({ runbook, creates }: Deployable, given: Partial<AlarmSetup>): AlarmSetup {
  const { names, prefixes, taggedWithin } = runbook.adopts;
  const [prefix] = prefixes;
  const name =
    given.name ?? names[0] ?? named(prefix === undefined ? (taggedWithin ?? 'rehearsed') : `${prefix}*`);
  const created = creates.find((alarm) => alarm.name === name);
  const own = created ? setupOf(created) : {};
  // An alarm that comes with its own queries stays as it is: it may lack the dimensions that the runbook reads.
  const madeUp = given.queries ? {} : { ...readOff(runbook), ...created?.dimensions };
  const dimensions = { ...madeUp, ...given.dimensions };
  const watched = given.watches ?? own.watches ?? errors;
  return {
    period: 60,
    evaluationPeriods: 1,
    ...own,
    ...(taggedWithin === undefined ? {} : { tags: { [adoptionTag]: runbook.id } }),
    ...given,
    dimensions,
    watches: { ...watched, dimensions },
    name,
    state: given.state ?? 'OK',
  };
}

const setupOf = (alarm: DeployedAlarm): Partial<AlarmSetup> => ({
  period: alarm.periodSeconds,
  evaluationPeriods: alarm.evaluationPeriods,
  datapointsToAlarm: alarm.datapointsToAlarm,
  missingData: alarm.missingData,
  watches: {
    namespace: alarm.namespace,
    name: alarm.metricName,
    statistic: alarm.statistic,
    comparison: alarm.comparison,
    threshold: alarm.threshold,
  },
});

/** For each dimension that the runbook reads, a value that it allows. */
function readOff({ steps, recovered }: DeployedRunbook): Record<string, string> {
  const authored = [
    ...steps.flatMap(({ parameters }) => Object.values(parameters)),
    ...Object.values(recovered.andMetric?.dimensions ?? {}),
  ];
  const dimensions: Record<string, string> = {};
  for (const value of authored) {
    const reference = FromAlarm.safeParse(value);
    if (!reference.success) continue;
    const { dimension, allowed } = reference.data.fromAlarm;
    dimensions[dimension] = typeof allowed === 'string' ? named(allowed) : (allowed[0] ?? 'rehearsed');
  }
  return dimensions;
}

/** How long after its service breaks an alarm fires, in seconds: M bad periods, plus the delay before the last is evaluated. */
export function secondsUntilAlarm(alarm: AlarmSetup): number {
  const { period, datapointsToAlarm } = evaluationOf(alarm);
  return period * datapointsToAlarm + evaluatedAfter;
}

/** Parameters or dimensions, with the values that are read from the alarm filled in. */
export const filledFrom = (
  alarm: Pick<AlarmSetup, 'dimensions'>,
  authored: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(authored).map(([name, value]) => {
      const reference = FromAlarm.safeParse(value);
      return [name, reference.success ? alarm.dimensions?.[reference.data.fromAlarm.dimension] : value];
    }),
  );

/** What the service behind an alarm publishes: the metric that the alarm watches, and the second metric if there is one. */
export function signalsFor({ recovered }: DeployedRunbook, alarm: AlarmSetup): Signal[] {
  const { andMetric } = recovered;
  const second = andMetric && {
    namespace: andMetric.namespace,
    name: andMetric.metricName,
    dimensions: filledFrom(alarm, andMetric.dimensions) as Record<string, string>,
    healthy: andMetric.atLeast,
    broken: Math.min(0, andMetric.atLeast - 1),
  };
  return [...(alarm.watches ? [signalOf(watched(alarm))] : []), ...(second ? [second] : [])];
}

/** Its values when healthy and when broken: inside and outside the band, or on either side of the threshold. */
function signalOf(what: Watched): Signal {
  const { threshold, band = { lower: threshold, upper: threshold } } = what;
  const distance = Math.max(1, Math.abs(threshold), band.upper - band.lower);
  const [above, below] = [band.upper + distance, band.lower - distance];
  const good = [what.band ? (band.lower + band.upper) / 2 : 0, below, above];
  const healthy = good.find((value) => !isBad(value, what)) ?? 0;
  return { ...what, healthy, broken: isBad(above, what) ? above : below };
}
