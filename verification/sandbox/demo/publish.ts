import { type CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';

/** Publishes data, timestamped now. */
export async function publish(
  cloudwatch: CloudWatchClient,
  Namespace: string,
  data: readonly MetricDatum[],
): Promise<void> {
  const Timestamp = new Date();
  const MetricData = data.map((datum) => ({ ...datum, Timestamp }));
  await cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
}

/** CloudWatch's dimension format. */
export const dimensionsOf = (
  dimensions: Readonly<Record<string, string>>,
): { Name: string; Value: string }[] => Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
