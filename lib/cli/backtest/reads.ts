import type { ReadCall } from '../propose/reads.ts';

/** Every call that `backtest` makes. CloudTrail's may be denied: only what it would tell is missing then. */
export const backtestReads: readonly ReadCall[] = [
  { call: 'cloudwatch:DescribeAlarms', on: '*' },
  { call: 'cloudwatch:ListTagsForResource', on: 'alarm:*' },
  // Composite alarms' history needs the scope *.
  { call: 'cloudwatch:DescribeAlarmHistory', on: '*' },
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html: no resource types.
  { call: 'cloudtrail:LookupEvents', on: '*' },
];
