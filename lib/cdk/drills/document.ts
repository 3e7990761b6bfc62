import type { Permission } from '#core/action/define-action';
import type { DocumentFault } from '#define/drills';
import type { State } from '#workflow/states';
import type { Arns } from '../names.ts';
import { type FaultCalls, sdkCall } from './calls.ts';

const start = (DocumentName: string, { parameters }: DocumentFault): State =>
  sdkCall(
    'ssm:startAutomationExecution',
    { DocumentName, Parameters: parameters },
    { ResultSelector: { 'id.$': '$.AutomationExecutionId' }, ResultPath: '$.made' },
  );

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AutomationExecution.html (AutomationExecutionStatus) */
const failed = ['TimedOut', 'Cancelled', 'Failed', 'Rejected', 'CompletedWithFailure', 'Exited'];

/** A fault that documents of the team make and end. Each document runs with the role that it names itself. */
export function documentCalls(fault: DocumentFault, arns: Arns): FaultCalls {
  const permissions: Permission[] = [
    {
      actions: ['ssm:StartAutomationExecution'],
      resources: [fault.breaks, fault.mends].flatMap((name) => [
        arns.any('ssm', `automation-definition/${name}:*`),
        arns.any('ssm', `document/${name}`),
      ]),
      anyResourceBecause: 'A document is started in its default version, whatever that is.',
    },
    {
      actions: ['ssm:GetAutomationExecution'],
      resources: [arns.any('ssm', 'automation-execution/*')],
      anyResourceBecause: 'Systems Manager chooses the id of an execution.',
    },
  ];
  return {
    breaks: start(fault.breaks, fault),
    mends: start(fault.mends, fault),
    mended: ({ again, ended, failed: wrong }) => ({
      'Is it mended?': sdkCall(
        'ssm:getAutomationExecution',
        { 'AutomationExecutionId.$': '$.made.id' },
        {
          ResultSelector: { 'status.$': '$.AutomationExecution.AutomationExecutionStatus' },
          ResultPath: '$.seen',
          Next: 'How did mending end?',
        },
      ),
      'How did mending end?': {
        Type: 'Choice',
        Choices: [
          { Variable: '$.seen.status', StringEquals: 'Success', Next: ended },
          { Or: failed.map((status) => ({ Variable: '$.seen.status', StringEquals: status })), Next: wrong },
        ],
        Default: again,
      } as State,
    }),
    permissions,
  };
}
