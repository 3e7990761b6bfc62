import { type CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';

/** The id of the built-in runbook for the synthetic alarm. No other runbook may have it. */
export const syntheticRunbook = 'synthetic';

/** The name of the synthetic alarm. */
export const syntheticAlarm = (environment: string): string => `nightshift-${environment}-synthetic`;

/** The synthetic alarm's metric: 1 while the made-up fault exists, 0 once it is cleared. */
export const syntheticFault = {
  namespace: 'Nightshift/Synthetic',
  metricName: 'Fault',
  dimension: 'Environment',
} as const;

/**
 * How long a trip may take from the fault to the verdict, in seconds: its incident's page deadline. A good trip takes one to
 * two minutes.
 */
export const tripSeconds = 420;

/** Publishes the fault or its end: one datapoint of a metric that nothing else uses. */
export async function putFault(
  cloudwatch: CloudWatchClient,
  environment: string,
  value: 0 | 1,
  now: Date,
): Promise<void> {
  const { namespace, metricName, dimension } = syntheticFault;
  await cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: namespace,
      MetricData: [
        {
          MetricName: metricName,
          Dimensions: [{ Name: dimension, Value: environment }],
          Timestamp: now,
          Value: value,
          StorageResolution: 1,
        },
      ],
    }),
  );
}
