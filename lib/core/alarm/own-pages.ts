import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';

/**
 * What tells a person, of all that an alarm can do by itself: an SNS topic, and a response plan of Incident Manager, which engages contacts. Everything
 * else scales, reboots, runs code or files an OpsItem, which nobody hears.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (AlarmActions)
 */
const pages = /^arn:[^:]+:(sns:|ssm-incidents:[^:]*:[^:]*:response-?plan\/)/;

/** The ARNs by which an alarm pages by itself when it goes to ALARM; none where its actions page nobody. */
export const ownPagesOf = ({ AlarmActions = [] }: Pick<MetricAlarm, 'AlarmActions'>): string[] =>
  AlarmActions.filter((arn) => pages.test(arn));
