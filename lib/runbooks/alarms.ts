import { Tags } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { adoptionTag } from '../../lambdas/shared/runbook.ts';
import type { DeployedAlarm } from '../define/resolve.ts';

/** An alarm that is deployed with its runbook. Its tags go with its events, so that people see who handles it. */
export function createdAlarm(scope: Construct, runbook: string, alarm: DeployedAlarm): CfnAlarm {
  const created = new CfnAlarm(scope, `Alarm-${alarm.name}`, {
    alarmName: alarm.name,
    alarmDescription: `Handled by Nightshift's runbook ${runbook}.`,
    namespace: alarm.namespace,
    metricName: alarm.metricName,
    dimensions: Object.entries(alarm.dimensions ?? {}).map(([name, value]) => ({ name, value })),
    statistic: alarm.statistic,
    period: alarm.periodSeconds,
    evaluationPeriods: alarm.evaluationPeriods,
    ...(alarm.datapointsToAlarm === undefined ? {} : { datapointsToAlarm: alarm.datapointsToAlarm }),
    threshold: alarm.threshold,
    comparisonOperator: alarm.comparison,
    treatMissingData: alarm.missingData ?? 'missing',
    actionConfiguration: { alarmTagsPropagation: { enabled: true } },
  });
  Tags.of(created).add(adoptionTag, runbook);
  return created;
}
