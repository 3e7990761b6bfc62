import { Tags } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { DeployedAlarm, Resolution } from '#checks/resolve';
import { adoptionTag } from '#core/runbook/runbook';

/** An alarm, and the id of the runbook that creates it. */
export interface Created {
  readonly runbook: string;
  readonly alarm: DeployedAlarm;
}

/** The alarms that runbooks create. */
export const alarmsOf = (runbooks: Resolution['runbooks']): Created[] =>
  runbooks.flatMap(({ deployed, creates }) => creates.map((alarm) => ({ runbook: deployed.id, alarm })));

/**
 * An alarm that is created with its runbook. Its tags are in its events, so that people see who handles it.
 *
 * Its logical id depends on its name alone. As a part of its runbook, the alarm of a renamed runbook would have another logical
 * id and the same name. CloudFormation creates before it deletes, so the deploy would fail.
 */
export class CreatedAlarm extends Construct {
  /** What decides which stack it is in. */
  readonly assignedBy: string;

  constructor(scope: Construct, { runbook, alarm }: Created) {
    super(scope, `CreatedAlarm-${alarm.name}`);
    this.assignedBy = alarm.name;
    cloudWatchAlarm(this, runbook, alarm);
  }
}

function cloudWatchAlarm(scope: Construct, runbook: string, alarm: DeployedAlarm): void {
  const created = new CfnAlarm(scope, 'Alarm', {
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
}
