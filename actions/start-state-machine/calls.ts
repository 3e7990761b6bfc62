import {
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  type RoutingConfigurationListItem,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ifThere, kitCalls, type Send } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import action, { calledIn } from './action.ts';

/*
 * The window that remains: the alias may be moved in the milliseconds before. A start that is sent again is the same one, by its
 * name.
 */

const reason = reasonsOf(action);
const notThere = ['StateMachineDoesNotExist', 'ResourceNotFound'];
const qualifierOf = (arn: string | undefined): string => arn?.split(':').at(-1) ?? 'none';

export default kitCalls(action, {
  clients: { states: SFNClient },

  observe: async ({ stateMachine }, read) => {
    const routes = await ifThere(routesOf(stateMachine, read), ...notThere);
    const version = routes?.[0]?.stateMachineVersionArn;
    const found =
      version &&
      (await ifThere(read(new DescribeStateMachineCommand({ stateMachineArn: version })), ...notThere));
    return { routes: routes ?? [], found: found || undefined };
  },

  judge: ({ routes, found }, parameters) => {
    const its = { called: calledIn(parameters) };
    if (!found) return { never: reason('no-such-version', its) };
    const { status = 'ACTIVE', type } = found;
    if (type !== 'STANDARD') return { never: reason('express', its) };
    if (status !== 'ACTIVE') return { never: reason('not-active', { ...its, status }) };
    const versions = routes.map(
      ({ stateMachineVersionArn, weight }) => `${weight} % to ${qualifierOf(stateMachineVersionArn)}`,
    );
    if (routes.length > 1) return { refuse: reason('several-versions', { ...its, versions }) };
    const version = qualifierOf(routes[0]?.stateMachineVersionArn);
    return {
      intends: `Start an execution of ${its.called} (version ${version}) and end the step if it fails.`,
      before: { version },
      evidence: { description: found.description ?? 'none' },
      pin: { version },
    };
  },

  change: async ({ stateMachine: stateMachineArn, input = {} }, { attempt: name }, send) => {
    const started = { stateMachineArn, name, input: JSON.stringify({ attempt: name, input }) };
    const { executionArn = '' } = await send(new StartExecutionCommand(started));
    return {
      did: `Started the execution ${name} of ${calledIn({ stateMachine: stateMachineArn })}.`,
      after: { execution: executionArn },
      work: executionArn,
    };
  },

  // "This operation is eventually consistent":
  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
  progress: async (executionArn, read) => {
    const { status, output, error, cause } = await read(new DescribeExecutionCommand({ executionArn }));
    if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return { state: 'running', said: '' };
    return status === 'SUCCEEDED'
      ? { state: 'succeeded', said: output ?? '' }
      : { state: 'failed', said: [error, cause].filter(Boolean).join(': ') };
  },
});

/** The versions that a start may run: the one that the ARN names, or those that its alias routes to. */
async function routesOf(arn: string, read: Send): Promise<readonly RoutingConfigurationListItem[]> {
  if (/:\d+$/.test(arn)) return [{ stateMachineVersionArn: arn, weight: 100 }];
  const alias = await read(new DescribeStateMachineAliasCommand({ stateMachineAliasArn: arn }));
  return (alias.routingConfiguration ?? []).filter(({ weight }) => weight !== 0);
}
