import type { ReadCall } from '../propose/reads.ts';

/** Every call that `backtest` makes. CloudTrail's is asked if it may be, and its refusal costs nothing but what it would tell. */
export const backtestReads: readonly ReadCall[] = [
  { call: 'cloudwatch:DescribeAlarms', on: '*' },
  { call: 'cloudwatch:ListTagsForResource', on: 'alarm:*' },
  // Composite alarms' history needs the scope *.
  { call: 'cloudwatch:DescribeAlarmHistory', on: '*' },
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html: no resource types.
  { call: 'cloudtrail:LookupEvents', on: '*' },
];
