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

/** The sweeper says each minute what is worked on. */
const period = Duration.minutes(1);

/** One of the last three minutes is enough: a line that comes late, or one sweep that fails, pages nobody. */
const minutesRemembered = 3;

/**
 * How long CloudWatch waits for Nightshift to begin: the rule and Admit take seconds, a metric out of a log and the
 * evaluation of an alarm up to a minute each. So much later than the alarm comes the page when Nightshift is dead.
 */
const waitPeriod = Duration.minutes(3);

/** From the end of work to the page, if the alarm still fires: time for its OK to be seen. */
const extensionPeriod = Duration.minutes(1);

export interface DelayedPageProps {
  readonly environment: string;
  /** The alarm whose page is delayed; it has no action of its own that pages. */
  readonly alarmName: string;
  readonly alarmArn: string;
  /** What the two alarms made here are called. */
  readonly names: { readonly working: string; readonly unhandled: string };
  /** ARN of the topic that CloudWatch pages over. */
  readonly topicArn: string;
}

/**
 * An alarm's own page, held back while Nightshift works on the alarm: a composite alarm that fires with it, and whose actions
 * are suppressed while the alarm "Nightshift is working" is in ALARM. Nothing of Nightshift's is needed for the page to
 * come: where it never starts or dies, nothing says that it works, and CloudWatch pages.
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
      // Nothing said is nothing done: only this way does a dead engine end with a page.
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
