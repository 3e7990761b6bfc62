import type { Permission } from '#core/action/define-action';
import { openIndex } from '#core/table/keys';
import {
  onTable,
  type Resources,
  readAlarms,
  readCalendars,
  startRestore,
  useKey,
} from '../permission-parts.ts';

/** Permissions of the Lambda that begins drills by chance and judges the one under way. */
export const drillPermissions = (at: Resources): Permission[] => [
  onTable(at, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'),
  { actions: ['dynamodb:Query'], resources: [`${at.table}/index/${openIndex.name}`] },
  useKey(at),
  readAlarms(),
  ...readCalendars(at),
  {
    actions: ['scheduler:GetSchedule'],
    resources: [at.arns.deadlines],
    anyResourceBecause: 'A deadline is named after its incident; read only.',
  },
  {
    actions: ['states:StartExecution'],
    resources: [at.arns.faultMachine('*')],
    anyResourceBecause: 'Each runbook that is drilled has a machine that holds its fault.',
  },
  {
    actions: ['states:DescribeExecution'],
    resources: [at.arns.faults],
    anyResourceBecause: 'An execution is called as its drill; read only.',
  },
  startRestore(at),
];
