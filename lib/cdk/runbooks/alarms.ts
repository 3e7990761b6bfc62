import { Tags } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { DeployedAlarm, Resolution } from '#checks/resolve';
import { adoptionTag } from '#core/runbook/runbook';

/** An alarm, and the id of the runbook that it comes with. */
export interface Created {
  readonly runbook: string;
  readonly alarm: DeployedAlarm;
}

/** The alarms that come with runbooks. */
export const alarmsOf = (runbooks: Resolution['runbooks']): Created[] =>
  runbooks.flatMap(({ deployed, creates }) => creates.map((alarm) => ({ runbook: deployed.id, alarm })));

/**
 * An alarm that is deployed with its runbook. Its tags go with its events, so that people see who handles it.
 *
 * Its place in the app follows from its name alone. Were it a part of its runbook, a runbook that is renamed would have an alarm of another logical id and the
 * same name, and CloudFormation creates what is new before it deletes what is old: the deploy would fail.
 */
export class CreatedAlarm extends Construct {
  /** What decides on its stack. */
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
