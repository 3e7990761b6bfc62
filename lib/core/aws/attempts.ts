/**
 * How many times the SDK sends a call that AWS throttles or does not answer, with the SDK's own waits in between. It gives up
 * well within every function's timeout. Many alarms at once run into DescribeAlarms' limit of 9 calls a second: five attempts,
 * 7 seconds on average, are enough for all that come within a second or two. The scheduler gets five as well, because every
 * alarm creates and deletes a schedule.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const attempts = { usual: 3, cloudwatch: 5, dynamodb: 4, scheduler: 5 } as const;
