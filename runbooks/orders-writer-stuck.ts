import failOverAuroraCluster from '#actions/fail-over-aurora-cluster/action';
import { defineRunbook, fromEnvironment, minutes, step } from '#define/index';

export default defineRunbook({
  id: 'orders-writer-stuck',
  owner: 'team-orders',
  why: 'The writer stops taking writes while it still answers health checks, so Aurora does not fail over by itself.',
  when: {
    creates: [
      {
        name: 'orders-writes-failing',
        namespace: 'Shop/Orders',
        metricName: 'FailedWrites',
        statistic: 'Sum',
        period: minutes(1),
        evaluationPeriods: 1,
        threshold: 5,
        comparison: 'GreaterThanOrEqualToThreshold',
        missingData: 'breaching',
      },
    ],
  },
  mode: 'auto',
  steps: [
    step(
      failOverAuroraCluster,
      { cluster: fromEnvironment('cluster'), minimumMinutesSinceLastFailover: 60 },
      { verifyWithin: minutes(4) },
    ),
  ],
  recovered: { holdFor: minutes(1) },
  guards: { cooldown: minutes(60), maxRunsPerDay: 2 },
  page: {
    urgency: 'high',
    pageBy: minutes(15),
    instructions:
      'Compare the writer in the RDS console with the one the orders service connects to. Do not fail over a second time before replication lag is zero.',
  },
});
