import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import {
  documentIn,
  documentName,
  documentParameters,
  documentReasons,
  documentVersion,
  type ItsDocument,
} from '#action/services/ssm';

const Parameters = parametersOf({
  /** An automation document of this account. */
  document: documentName,
  version: documentVersion,
  /** What it works on: the value of the parameter `targetParameter`. May come from the alarm, within the runbook's list. */
  target: z
    .string('has to be a text: what the automation works on')
    .check(z.regex(/^[a-zA-Z0-9_.:/-]{1,256}$/, 'must be the id, name or ARN of one thing, no pattern')),
  targetParameter: z.string().check(z.regex(/^[a-zA-Z0-9_]{1,50}$/)),
  /** The other parameters. @default - none */
  parameters: z.optional(documentParameters),
  /** ARN of the role that the automation works with; the document takes it as `AutomationAssumeRole`. */
  role: z
    .string('has to be the ARN of a role')
    .check(
      z.regex(
        /^arn:aws[a-z-]*:iam::\d{12}:role\/(?:[\w+=,.@-]+\/)*(?!nightshift-)[\w+=,.@-]{1,64}$/,
        "must be the ARN of a role, and none of Nightshift's",
      ),
    ),
});
export type Parameters = z.infer<typeof Parameters>;

type Its = ItsDocument & { readonly target: string };

export default kitAction({
  id: 'run-ssm-automation',
  shown: 'documentation',
  title: 'Run SSM automation',
  summary:
    "Runs a pinned version of a team's own Systems Manager automation on one target. The step ends early if it fails.",
  disruption: 'Whatever the automation does.',
  parameters: Parameters,
  service: 'ssm',
  // No ARN of AWS's: what an automation works on may be of any service.
  target: ({ document, target }) => `automation-execution/${document}/${target}`,
  reads: [
    {
      call: 'DescribeDocument',
      on: (its) => `document/${its.document}`,
      because: 'It is the document that is read.',
    },
    {
      call: 'DescribeAutomationExecutions',
      on: '*',
      because: 'It has no resource types and no condition keys.',
    },
    {
      call: 'GetAutomationExecution',
      on: 'automation-execution/*',
      because: 'SSM chooses the id of an execution.',
    },
  ],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
  changes: [
    {
      call: 'StartAutomationExecution',
      on: (its) => `document/${its.document}`,
      because: 'It is the document that is run.',
    },
    {
      call: 'StartAutomationExecution',
      on: (its) => `automation-definition/${its.document}:${its.version}`,
      because: 'The same document, by the version that the runbook pins.',
    },
    {
      call: 'StartAutomationExecution',
      on: 'automation-execution/*',
      because: 'SSM chooses the id of an execution.',
    },
  ],
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-setup-iam.html
  onBehalf: [
    {
      call: 'iam:PassRole',
      on: (its) => its.role.slice(its.role.indexOf(':role/') + 1),
      because: 'The automation works with that role, and not with this one.',
      conditions: () => ({ StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } }),
    },
  ],
  work: { kind: 'automation', runOf: ({ document }) => document },
  reasons: {
    ...documentReasons,
    'already-running': (its: Its & { executions: readonly string[] }) =>
      `a run of ${documentIn(its)} on ${its.target} may be active (${its.executions.join(', ')})`,
  },
});
