import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { named } from '#action/parameters';
import {
  documentIn,
  documentReasons,
  type ItsDocument,
  onAnything,
  onDocument,
  whichDocument,
} from '#action/services/ssm';

const Parameters = parametersOf({
  ...whichDocument,
  /** What it works on: the value of the parameter `targetParameter`. May come from the alarm, within the runbook's list. */
  target: z
    .string('has to be a text: what the automation works on')
    .check(z.regex(/^[a-zA-Z0-9_.:/-]{1,256}$/, 'must be the id, name or ARN of one thing, no pattern')),
  targetParameter: z.string().check(z.regex(/^[a-zA-Z0-9_]{1,50}$/)),
  /** ARN of the role that the automation assumes; the document takes it as `AutomationAssumeRole`. */
  role: named(
    'the ARN of a role',
    /^arn:aws[a-z-]*:iam::\d{12}:role\/(?:[\w+=,.@-]+\/)*(?!nightshift-)[\w+=,.@-]{1,64}$/,
    "and none of Nightshift's",
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
  drill: { fault: 'what the automation repairs is broken', endsByItself: false },
  parameters: Parameters,
  service: 'ssm',
  // Locks what it works on, whatever the document, so that nothing else works on it. A bare name belongs to no service.
  target: ({ target }) => `automation-target/${target}`,
  targetElsewhere: ({ target }, { partition, region, account }) => {
    if (target.startsWith('arn:')) return target;
    return /^i-[0-9a-f]{8,17}$/.test(target)
      ? `arn:${partition}:ec2:${region}:${account}:instance/${target}`
      : undefined;
  },
  reads: [
    onDocument('DescribeDocument'),
    onAnything('DescribeAutomationExecutions'),
    {
      call: 'GetAutomationExecution',
      on: 'automation-execution/*',
      because: 'SSM chooses the id of an execution.',
    },
  ],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
  changes: [
    onDocument('StartAutomationExecution'),
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
