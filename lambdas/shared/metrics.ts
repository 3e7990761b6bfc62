import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { variables } from './variables.ts';

/** Written to the log in CloudWatch's embedded metric format: no call, no permission, nothing to wait for. */
const metrics = new Metrics({
  namespace: 'Nightshift',
  serviceName: process.env[variables.environment] ?? 'unknown',
});

/** `Incidents{service, verdict}`, a count: one for each verdict written. */
export function countVerdict(verdict: string): void {
  const one = metrics.singleMetric();
  one.addDimension('verdict', verdict);
  one.addMetric('Incidents', MetricUnit.Count, 1);
}
