/**
 * List prices of us-east-1 in USD, without free tiers and volume discounts, read on 2026-11-23. All per piece, also
 * where AWS charges per thousand, 100,000 or million.
 */
export const prices = {
  /** Of a Standard workflow. https://aws.amazon.com/step-functions/pricing/ */
  stateTransition: 0.025 / 1_000,
  /** https://aws.amazon.com/lambda/pricing/ */
  lambdaRequest: 0.2 / 1e6,
  /** On arm64; initialization is billed as well. https://aws.amazon.com/lambda/pricing/ */
  lambdaGigabyteSecond: 0.000_013_333_4,
  /** On demand, up to 1 KB each. https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  writeUnit: 0.625 / 1e6,
  /** On demand, up to 4 KB each, consistent. https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  readUnit: 0.125 / 1e6,
  /** A schedule that fires; creating and deleting one is free. https://aws.amazon.com/eventbridge/pricing/ */
  scheduleFired: 1 / 1e6,
  /** https://aws.amazon.com/sns/pricing/ */
  publish: 0.5 / 1e6,
  /** Delivered to an e-mail address. https://aws.amazon.com/sns/pricing/ */
  email: 2 / 100_000,
  /** DescribeAlarms and the like; GetMetricData costs the same per metric. https://aws.amazon.com/cloudwatch/pricing/ */
  cloudWatchRequest: 0.01 / 1_000,
} as const;

/** What the bill depends on and the code does not say. */
export const assumptions = {
  /** What lib/cdk/function.ts gives every Lambda, in MB. */
  memoryMegabytes: 256,
  /** Every Lambda starts cold once per incident: incidents are hours apart. In ms, at 256 MB. */
  initMilliseconds: 600,
  /** Of an invocation without its AWS calls, in ms. */
  ownMilliseconds: 15,
  /** Of one AWS call, in ms; a handler's calls are counted as if they were sequential. */
  callMilliseconds: 20,
  /** Calls of the action itself (look, act, look again), whose services charge nothing for them. */
  actionCalls: 4,
  /** How long after the action the alarm is OK, in seconds: the alarm's period. */
  recoverySeconds: 60,
  /** For the polling design: how often and how long per step, in seconds. */
  pollSeconds: 15,
  pollFor: 300,
} as const;
