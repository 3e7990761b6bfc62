import type { Permission } from '#core/action/define-action';
import { anything } from './any-resource.ts';
import { onTable, type Resources, readAlarms, startResolve, useKey } from './permission-parts.ts';

/** Permissions of Diagnose: it reads, and writes only its findings. */
export const diagnosePermissions = (at: Resources): Permission[] => [
  onTable(at, 'Query', 'PutItem'),
  useKey(at),
  readAlarms(),
  anything('cloudwatch:DescribeAlarmContributors'),
  anything('cloudtrail:LookupEvents'),
  {
    actions: ['ecs:DescribeServices', 'ecs:ListServiceDeployments', 'ecs:DescribeServiceRevisions'],
    resources: [at.arns.any('ecs', 'service/*'), at.arns.any('ecs', 'service-revision/*')],
    anyResourceBecause: 'The alarm names the service whose deployments are looked at; read only.',
  },
  {
    actions: ['lambda:GetFunctionConfiguration'],
    resources: [at.arns.any('lambda', 'function:*')],
    anyResourceBecause: 'The alarm names the function; read only.',
  },
  ...(at.diagnosedLogs.length > 0
    ? [
        {
          actions: ['logs:StartQuery', 'logs:GetQueryResults'],
          resources: at.diagnosedLogs.flatMap((name) =>
            ['', ':*'].map((streams) => at.arns.any('logs', `log-group:${name}${streams}`)),
          ),
          anyResourceBecause: 'The environment names the log groups whose lines may stand in pages.',
        },
      ]
    : []),
  startResolve(at),
];
