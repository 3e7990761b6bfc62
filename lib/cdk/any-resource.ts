import type { Permission } from '#core/action/define-action';

/**
 * Calls that support nothing narrower than `*`, with the reason. Actions have their own (`anyResourceBecause`); no
 * other statement may name `*`, and a test walks every template for it.
 */
export const anyResource: Readonly<Record<string, string>> = {
  'xray:PutTraceSegments': 'X-Ray has no resource for segments.',
  'xray:PutTelemetryRecords': 'X-Ray has no resource for telemetry.',
  'xray:GetSamplingRules': 'Sampling rules are read as a whole.',
  'xray:GetSamplingTargets': 'Sampling targets are read as a whole.',
  'cloudwatch:GetMetricData': 'Metrics have no ARNs.',
  'cloudwatch:DescribeAlarms':
    'CloudWatch describes composite alarms only to callers whose permission is for *; read only.',
  'cloudwatch:DescribeAlarmHistory':
    'CloudWatch tells the history of composite alarms only to callers whose permission is for *; read only.',
  'cloudwatch:ListAlarmMuteRules':
    'Mute rules are listed as a whole, and narrowed to an alarm by the call; read only.',
  'cloudwatch:DescribeAlarmContributors':
    'Any alarm that a runbook adopts may be looked into, and tags adopt alarms of any name; read only.',
  'cloudtrail:LookupEvents': 'Events are looked up in the account as a whole; read only.',
  'ec2:DescribeNetworkInterfaces':
    'EC2 Describe calls have no resource types; Lambda makes them to join a VPC.',
  'ec2:DescribeSubnets': 'EC2 Describe calls have no resource types; Lambda makes them to join a VPC.',
  'logs:CreateLogDelivery': 'Log deliveries have no ARNs; Step Functions sets them up with its role.',
  'logs:GetLogDelivery': 'Log deliveries have no ARNs.',
  'logs:UpdateLogDelivery': 'Log deliveries have no ARNs.',
  'logs:DeleteLogDelivery': 'Log deliveries have no ARNs.',
  'logs:ListLogDeliveries': 'Log deliveries have no ARNs.',
  'logs:PutResourcePolicy': 'Log resource policies belong to the account.',
  'logs:DescribeResourcePolicies': 'Log resource policies belong to the account.',
  'logs:DescribeLogGroups': 'Step Functions lists log groups to find its own.',
};

/** Calls on `*`, each with its reason. */
export const anything = (...actions: string[]): Permission => ({
  actions,
  resources: ['*'],
  anyResourceBecause: [...new Set(actions.map((action) => anyResource[action]))].join(' '),
});
