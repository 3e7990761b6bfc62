import type { Permission } from '#core/action/define-action';
import { workKinds } from '#core/action/work-kinds';
import type { DocumentFault } from '#define/drills';
import type { State } from '#workflow/states';
import type { Arns } from '../names.ts';
import { type FaultCalls, patient, sdkCall } from './calls.ts';

const start = (DocumentName: string, { parameters }: DocumentFault, more: object = {}): State =>
  sdkCall(
    'ssm:startAutomationExecution',
    { DocumentName, Parameters: parameters },
    { ResultSelector: { 'id.$': '$.AutomationExecutionId' }, ResultPath: '$.made', ...more },
  );

const { succeeded, failed } = workKinds.automation;
const isOneOf = (statuses: readonly string[]) => ({
  Or: statuses.map((status) => ({ Variable: '$.seen.status', StringEquals: status })),
});

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
    mends: start(fault.mends, fault, { Retry: patient }),
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
          { ...isOneOf(succeeded), Next: ended },
          { ...isOneOf(failed), Next: wrong },
        ],
        Default: again,
      } as State,
    }),
    permissions,
  };
}
