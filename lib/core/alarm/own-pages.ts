import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';

/**
 * The alarm actions that reach a person: an SNS topic, and an Incident Manager response plan, which engages contacts. The
 * others scale, reboot, run code or file an OpsItem.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (AlarmActions)
 */
const pages = /^arn:[^:]+:(sns:|ssm-incidents:[^:]*:[^:]*:response-?plan\/)/;

/** The ARNs by which an alarm pages by itself when it goes to ALARM; none if its actions page nobody. */
export const ownPagesOf = ({ AlarmActions = [] }: Pick<MetricAlarm, 'AlarmActions'>): string[] =>
  AlarmActions.filter((arn) => pages.test(arn));
