import type { Permission } from '#core/action/define-action';
import { anything } from './any-resource.ts';
import { publishTo, type Resources } from './permission-parts.ts';

/** Permissions of every state machine's role to write logs and traces. */
export const logsAndTraces: readonly Permission[] = [
  anything(
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
  ),
  anything(
    'logs:CreateLogDelivery',
    'logs:GetLogDelivery',
    'logs:UpdateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:DescribeResourcePolicies',
    'logs:DescribeLogGroups',
  ),
];

/** What a runbook's state machine may do. */
export const stateMachinePermissions = (
  { backupTopic, key }: Pick<Resources, 'backupTopic' | 'key'>,
  functionVersions: readonly string[],
): Permission[] => [
  {
    actions: ['lambda:InvokeFunction'],
    resources: functionVersions,
    anyResourceBecause:
      'An incident that runs while a new version is deployed goes on calling the versions that it started with.',
  },
  publishTo(backupTopic),
  { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key] },
  ...logsAndTraces,
];
