import { createHash } from 'node:crypto';
import {
  DescribeAutomationExecutionsCommand,
  GetAutomationExecutionCommand,
  SSMClient,
  StartAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
import { ifThere, kitCalls, type Send } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import { documentIn } from '#action/services/ssm';
import { againstRunning, asLists, findDocument } from '#action/services/ssm-document';
import { workKinds } from '#core/action/work-kinds';
import action, { type Parameters } from './action.ts';

/*
 * The window that remains: someone else may start a run on the same target in the milliseconds before. The lock keeps out other
 * runs of ours, the token a second delivery.
 */

const reason = reasonsOf(action);
const { succeeded, failed } = workKinds.automation;
const ended = new Set<string>([...succeeded, ...failed]);
/** Up to this many active runs of the document are looked at one by one. With more, any of them counts as on the target. */
const mostRuns = 5;

const valuesOf = ({ target, targetParameter, parameters = {}, role }: Parameters) => ({
  ...parameters,
  [targetParameter]: target,
  AutomationAssumeRole: role,
});

export default kitCalls(action, {
  clients: { ssm: SSMClient },

  observe: async (parameters, read) => {
    const [found, executions] = await Promise.all([findDocument(read, parameters), runsOn(parameters, read)]);
    return { found, executions };
  },

  judge: ({ found, executions }, parameters) => {
    const { document, version, target } = parameters;
    const its = { document, version };
    const against = againstRunning(found, its, 'Automation', valuesOf(parameters));
    if (against) return against;
    if (executions.length > 0) return { refuse: reason('already-running', { ...its, target, executions }) };
    return {
      intends: `Run the automation ${documentIn(its)} on ${target}, and end the step if it fails.`,
      before: { version },
      evidence: { description: found?.Description ?? 'none', owner: found?.Owner ?? 'not reported' },
      pin: { hash: found?.Hash ?? 'not reported' },
    };
  },

  change: async (parameters, { attempt }, send) => {
    const { document: DocumentName, version: DocumentVersion, target } = parameters;
    const started = new StartAutomationExecutionCommand({
      DocumentName,
      DocumentVersion,
      Parameters: asLists(valuesOf(parameters)),
      ClientToken: tokenOf(attempt),
      Mode: 'Auto',
    });
    const { AutomationExecutionId: work = '' } = await send(started);
    return {
      did: `Started the automation ${documentIn(parameters)} on ${target}.`,
      after: { execution: work },
      work,
    };
  },

  progress: async (AutomationExecutionId, read) => {
    const { AutomationExecution: found = {} } = await read(
      new GetAutomationExecutionCommand({ AutomationExecutionId }),
    );
    const { AutomationExecutionStatus: status = '', FailureMessage = '', Outputs = {} } = found;
    if (!ended.has(status)) return { state: 'running', said: '' };
    if (!(succeeded as readonly string[]).includes(status)) return { state: 'failed', said: FailureMessage };
    const said = Object.entries(Outputs).map(([name, values]) => `${name}: ${values.join(', ')}`);
    return { state: 'succeeded', said: said.join('; ') };
  },
});

/** Runs of the document that are not over and that work on the target, or whose target can't be told. */
async function runsOn({ document, target, targetParameter }: Parameters, read: Send): Promise<string[]> {
  const { AutomationExecutionMetadataList: runs = [] } = await read(
    new DescribeAutomationExecutionsCommand({
      Filters: [
        { Key: 'DocumentNamePrefix', Values: [document] },
        { Key: 'ExecutionStatus', Values: ['Pending', 'InProgress', 'Waiting', 'Cancelling'] },
      ],
      MaxResults: 50,
    }),
  );
  const ids = runs.flatMap((run) =>
    run.DocumentName === document ? (run.AutomationExecutionId ?? 'unknown') : [],
  );
  if (ids.length > mostRuns) return ids.slice(0, mostRuns);
  const isOnTarget = async (AutomationExecutionId: string) => {
    const found = await ifThere(
      read(new GetAutomationExecutionCommand({ AutomationExecutionId })),
      'AutomationExecutionNotFoundException',
    );
    const values = found?.AutomationExecution?.Parameters?.[targetParameter];
    return found !== undefined && (values === undefined || values.includes(target));
  };
  const on = await Promise.all(ids.map(isOnTarget));
  return ids.filter((_, index) => on[index]);
}

/** A UUID that is the same for each delivery of an attempt: SSM then starts one execution. */
function tokenOf(attempt: string): string {
  const hex = createHash('sha256').update(attempt).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
