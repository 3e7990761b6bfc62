/**
 * How far apart two moments may be that stand for one change, in seconds. CloudWatch stamps a change in its event
 * (`detail.state.timestamp`) and in its description (`StateTransitionedTimestamp`), and neither document says that the two
 * are equal: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html says when the state
 * "most recently changed", https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 * shows an event without saying whose clock stamped it. Lambda's clock is a third one.
 */
export const clockToleranceSeconds = 5;
