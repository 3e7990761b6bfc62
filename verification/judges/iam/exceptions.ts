/** Findings that are right as they are, each with its reason. An exception that nothing needs is a finding. */

/** Calls that the simulator cannot decide. */
export const undecided: Readonly<Record<string, string>> = {
  'states:SendTaskSuccess':
    "IAM's data name no resource type for it, and AWS authorizes it by the state machine of the token: CDK's grantTaskResponse grants it on the state machine's ARN. Reports that this is not enough are about activities (aws-cdk discussion 26401); only a real account settles it.",
  'states:SendTaskFailure': 'The same as for SendTaskSuccess.',
  'appconfig:GetHostedConfigurationVersion':
    "The simulator takes a version's ARN for its profile's, too, and decides neither. Both are granted by the ARNs of IAM's data.",
};

/** Actions that roles have and no recorded call needs. */
interface Unused {
  readonly action: RegExp;
  /** Logical ids of the roles. @default - any role */
  readonly role?: RegExp;
  readonly because: string;
}

export const unused: readonly Unused[] = [
  {
    action: /^logs:(CreateLogStream|PutLogEvents)$|^xray:Put/,
    because: "The Lambda service writes logs and traces with the function's role; no code of ours calls it.",
  },
  {
    action: /^(logs|xray):/,
    role: /^Runbook/,
    because: "Step Functions writes its logs and traces with the state machine's role.",
  },
  {
    action: /^kms:(Encrypt|DescribeKey|GenerateDataKey)$/,
    because:
      'DynamoDB documents them as the least that a caller needs of a customer managed key, and does not say for which operation: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html',
  },
  {
    action: /^sqs:/,
    role: /^DeadLetters/,
    because: "Lambda polls the queue with the function's role.",
  },
  {
    action: /^sqs:(ReceiveMessage|DeleteMessage|SendMessage)$/,
    role: /^RedriveDeadLetters/,
    because: 'SQS moves the messages with the role of who started the move.',
  },
  {
    action: /^ecs:UpdateService$/,
    role: /^ScaleOutEcsService/,
    because:
      'A service without a scalable target; the recorded ones have one (test/actions/scale-out-ecs-service).',
  },
  {
    action: /^ec2:/,
    role: /FlushRedisCache/,
    because: "Lambda joins the VPC with the function's role.",
  },
  {
    action: /^states:SendTask(Success|Failure)$|^scheduler:UpdateSchedule$|^cloudwatch:DescribeAlarmHistory$/,
    role: /^SweepingSweep/,
    because:
      'A sweep wakes whoever joined an incident or asked for an approval, puts out the mark of a page that it sent without the table, and asks for the history of an outage whose OK event was lost; each needs two troubles at once, which no recorded scenario has (test/lambdas/sweep, test/incidents/outage.test.ts).',
  },
  {
    action: /^states:SendTaskFailure$/,
    role: /^VerifyStage/,
    because:
      'An approval that was denied, or a holder that ended, while the token was being left; no recorded scenario has this race (test/lambdas/verify).',
  },
  {
    action: /^dynamodb:(GetItem|PutItem)$/,
    role: /^OwnersNoticesNotify/,
    because: 'A bot remembers its messages; the recorded channel is a webhook (test/channels/slack).',
  },
  {
    action: /^dynamodb:BatchGetItem$|^ssm:GetCalendarState$/,
    role: /^WidgetStage/,
    because:
      'Targets that rest, and calendars; the widget of the recorded scenarios has neither (test/lambdas/widget).',
  },
];
