import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { between } from '#action/parameters';
import { instanceId } from '#action/services/ec2';
import {
  documentIn,
  documentReasons,
  type ItsDocument,
  onAnything,
  onDocument,
  whichDocument,
} from '#action/services/ssm';

const Parameters = parametersOf({
  /** The only node that the command is sent to. */
  instance: instanceId,
  /** A document with a parameter `executionTimeout`. */
  ...whichDocument,
  /** How long the command may run, in seconds; SSM then ends it. */
  executionTimeoutSeconds: between(5, 3_600),
  /** How long it may wait for the node to take it, in seconds. After that it never begins. @default 60 */
  deliveryTimeoutSeconds: z.optional(between(30, 600)),
});
export type Parameters = z.infer<typeof Parameters>;

type Node = { readonly instance: string };

export default kitAction({
  id: 'run-ssm-command',
  shown: 'documentation',
  title: 'Run SSM command',
  summary:
    "Runs a pinned version of a team's own Systems Manager command document on one node. The step ends early if it fails.",
  disruption: 'Whatever the command does.',
  drill: { fault: 'what the command repairs on the instance is broken', endsByItself: false },
  parameters: Parameters,
  service: 'ec2',
  target: ({ instance }) => `instance/${instance}`,
  reads: [
    onDocument('DescribeDocument'),
    onAnything('DescribeInstanceInformation'),
    onAnything('GetCommandInvocation'),
  ],
  changes: ['ssm:SendCommand', onDocument('SendCommand')],
  work: { kind: 'command', runOf: ({ document }) => document },
  reasons: {
    ...documentReasons,
    'no-execution-timeout': (its: ItsDocument) =>
      `${documentIn(its)} has no parameter executionTimeout, so nothing would end it; the delivery timeout ends only the wait for the node`,
    'not-managed': ({ instance }: Node) => `${instance} is no managed node of Systems Manager`,
    offline: (its: Node & { status: string; since: string }) =>
      `the agent on ${its.instance} is ${its.status}; its last ping was at ${its.since}`,
  },
});
