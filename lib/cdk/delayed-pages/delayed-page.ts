import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { metric } from '#core/incident/metric-names';

/** The sweeper reports every minute what is worked on. */
const period = Duration.minutes(1);

/** One report in the last three minutes is enough: a late metric or one failed sweep pages nobody. */
const minutesRemembered = 3;

/**
 * How long CloudWatch waits for Nightshift to begin: the rule and Admit take seconds, a metric from a log and the evaluation of
 * an alarm up to a minute each. If Nightshift is dead, the page comes this much later than the alarm.
 */
const waitPeriod = Duration.minutes(3);

/** How long the page still waits once work has ended, so that the alarm's OK can arrive. */
const extensionPeriod = Duration.minutes(1);

export interface DelayedPageProps {
  readonly environment: string;
  /** The alarm whose page is delayed. It has no paging action of its own. */
  readonly alarmName: string;
  readonly alarmArn: string;
  /** Names of the two alarms created here. */
  readonly names: { readonly working: string; readonly unhandled: string };
  /** ARN of the topic that CloudWatch pages over. */
  readonly topicArn: string;
}

/**
 * Delays an alarm's own page while Nightshift works on the alarm: a composite alarm fires with it, and its actions are
 * suppressed while the alarm "Nightshift is working" is in ALARM. The page needs nothing of Nightshift: if it never starts or
 * dies, nothing reports that it works, and CloudWatch pages.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
 */
export class DelayedPage extends Construct {
  constructor(scope: Construct, id: string, props: DelayedPageProps) {
    super(scope, id);
    const { environment, alarmName, alarmArn, names } = props;
    const topic: ITopic = Topic.fromTopicArn(this, 'Topic', props.topicArn);
    const working = new Alarm(this, 'Working', {
      alarmName: names.working,
      alarmDescription: `In ALARM while Nightshift works on ${alarmName}: that is well, and pages nobody.`,
      metric: new Metric({
        namespace: metric.namespace,
        metricName: metric.working,
        dimensionsMap: { environment, alarm: alarmName },
        statistic: 'Maximum',
        period,
      }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: minutesRemembered,
      datapointsToAlarm: 1,
      // No report means no work, so that a dead engine ends with a page.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    const unhandled = new CompositeAlarm(this, 'Unhandled', {
      compositeAlarmName: names.unhandled,
      alarmDescription: `${alarmName} fires, and Nightshift is not working on it. Please take over.`,
      alarmRule: AlarmRule.fromAlarm(Alarm.fromAlarmArn(this, 'Alarm', alarmArn), AlarmState.ALARM),
      actionsSuppressor: working,
      actionsSuppressorWaitPeriod: waitPeriod,
      actionsSuppressorExtensionPeriod: extensionPeriod,
    });
    unhandled.addAlarmAction(new SnsAction(topic));
  }
}
