import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';

/** The inputs of CloudWatch's calls, as far as handlers and actions use them. */

export interface DescribeAlarms {
  readonly AlarmNames?: readonly string[];
  readonly AlarmTypes?: readonly string[];
  readonly StateValue?: string;
  readonly NextToken?: string;
}

export interface GetMetricData {
  readonly StartTime?: Date;
  readonly EndTime?: Date;
  readonly ScanBy?: string;
  readonly MetricDataQueries?: readonly MetricDataQuery[];
}

export interface PutMetricData {
  readonly Namespace: string;
  readonly MetricData?: ReadonlyArray<{
    readonly MetricName: string;
    readonly Dimensions?: ReadonlyArray<{ readonly Name: string; readonly Value: string }>;
    readonly Timestamp: Date;
    readonly Value: number;
  }>;
}
