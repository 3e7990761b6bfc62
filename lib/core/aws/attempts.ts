/**
 * How often the SDK sends a call that AWS throttles or does not answer, with its own waits in between. It gives up well
 * within every function's timeout. Many alarms at once meet DescribeAlarms' 9 a second: with five attempts, 7 seconds on
 * average, all that come in a second or two have their turn. Every alarm sets a schedule and takes one back.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const attempts = { usual: 3, cloudwatch: 5, dynamodb: 4, scheduler: 5 } as const;
