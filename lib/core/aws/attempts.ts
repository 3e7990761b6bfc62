/**
 * How often the SDK sends a call that AWS throttles or does not answer, with its own waits in between. It gives up well within
 * every function's timeout. Many alarms at once meet DescribeAlarms' limit of 9 a second: five attempts, 7 seconds on average,
 * are enough for all that come within a second or two. Every alarm creates and deletes a schedule.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const attempts = { usual: 3, cloudwatch: 5, dynamodb: 4, scheduler: 5 } as const;
