/**
 * How far apart two timestamps of one change may be, in seconds. CloudWatch has one in its event (`detail.state.timestamp`) and
 * one in its description (`StateTransitionedTimestamp`: when the state "most recently changed"), and no document says that they
 * are equal. Lambda's clock is a third. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
 * and https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export const clockToleranceSeconds = 5;
