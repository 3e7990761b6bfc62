import type { AndMetric, FromAlarm } from '#core/runbook/runbook';
import type { Duration } from './duration.ts';

/** A value that the environment supplies at synth. */
export interface FromEnvironment {
  readonly fromEnvironment: string;
}

/** The environment's value `name` for this runbook. */
export const fromEnvironment = (name: string): FromEnvironment => ({ fromEnvironment: name });

/**
 * A value read from the alarm's dimensions when the incident opens, never from the event.
 * @param dimension the dimension's name, e.g. `ServiceName`
 * @param allowed the accepted values, or a pattern with `*` for any characters; any other value pages without acting
 */
export const fromAlarm = (dimension: string, allowed: string | readonly string[]): FromAlarm => ({
  fromAlarm: { dimension, allowed: typeof allowed === 'string' ? allowed : [...allowed] },
});

/** A CloudWatch metric, and how to read it. Dimension values may come from the alarm or the environment. */
export interface MetricSpec {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions?: Readonly<Record<string, string | FromEnvironment | FromAlarm>>;
  /** @default Minimum - every datapoint has to agree */
  readonly statistic?: AndMetric['statistic'];
  /** How far back to look. @default - 2 minutes */
  readonly within?: Duration;
}

/** A second metric that has to confirm the recovery, written `metric({…}).atLeast(2)`. */
export interface AndMetricSpec extends MetricSpec {
  readonly atLeast: number;
}

/** A metric to compare: `metric({ namespace: 'Shop', name: 'HealthyTasks' }).atLeast(2)`. */
export const metric = (spec: MetricSpec) => ({
  atLeast: (atLeast: number): AndMetricSpec => ({ ...spec, atLeast }),
});

/** Healthy targets behind an Application Load Balancer, as CloudWatch counts them. */
export const healthyHosts = (targetGroup: string | FromEnvironment, loadBalancer: string | FromEnvironment) =>
  metric({
    namespace: 'AWS/ApplicationELB',
    name: 'HealthyHostCount',
    dimensions: { TargetGroup: targetGroup, LoadBalancer: loadBalancer },
  });
