import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';

/** The barest remediation: what the alarm's dimensions name is restarted, and that is all. */

const ecs = new ECSClient({});

interface StateChange {
  readonly detail: {
    readonly configuration: {
      readonly metrics: ReadonlyArray<{
        readonly metricStat: {
          readonly metric: {
            readonly dimensions: { readonly ServiceName: string; readonly ClusterName: string };
          };
        };
      }>;
    };
  };
}

export async function handler(event: StateChange): Promise<void> {
  const dimensions = event.detail.configuration.metrics[0]?.metricStat.metric.dimensions;
  await ecs.send(
    new UpdateServiceCommand({
      cluster: dimensions?.ClusterName,
      service: dimensions?.ServiceName,
      forceNewDeployment: true,
    }),
  );
}
