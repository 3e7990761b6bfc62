import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { DeployedRunbook } from '#core/runbook/runbook';
import { names as stateNames } from '#workflow/names';
import { CommandError } from '../command-line.ts';
import type { Deployed } from './command.ts';
import { notDeployed, stateMachines } from './deployed-ids.ts';

/** A runbook as it is deployed, read from its state machine: what it allows, and the Lambda versions behind it. */
export interface RunbookInService {
  readonly stateMachineArn: string;
  readonly runbook: DeployedRunbook;
  readonly admitFunction: string;
  /** The function of each step, in order. */
  readonly actionFunctions: readonly string[];
}

interface Task {
  readonly Parameters?: { readonly FunctionName?: string; readonly Payload?: { readonly runbook?: unknown } };
}

/** What a state machine's definition holds. No runbook if another version of Nightshift wrote it. */
export async function definitionOf({ sfn }: Pick<Deployed, 'sfn'>, stateMachineArn: string) {
  const { definition = '{}' } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const { States: states = {} } = JSON.parse(definition) as { States?: Readonly<Record<string, Task>> };
  const admit = states[stateNames.admit]?.Parameters;
  return { states, admit, runbook: DeployedRunbook.safeParse(admit?.Payload?.runbook).data };
}

/**
 * Reads a runbook from its state machine.
 * @throws CommandError if none with that id is deployed, or this version of the code does not know its format
 */
export async function runbookInService(deployed: Deployed, id: string): Promise<RunbookInService> {
  const { sfn, environment } = deployed;
  const known = await stateMachines(deployed);
  const stateMachineArn = known.get(id);
  if (stateMachineArn === undefined) throw notDeployed(id, environment, known.keys());
  const { states, admit, runbook } = await definitionOf({ sfn }, stateMachineArn);
  const actionFunctions = (runbook?.steps ?? []).map(
    (_, index) => states[stateNames.act(index + 1, runbook as DeployedRunbook)]?.Parameters?.FunctionName,
  );
  if (!runbook || !admit?.FunctionName || !actionFunctions.every((name) => name !== undefined)) {
    throw new CommandError(
      `Runbook ${id} is deployed in ${environment} by another version of Nightshift than this one; use that one, or deploy.`,
      1,
    );
  }
  return { stateMachineArn, runbook, admitFunction: admit.FunctionName, actionFunctions };
}
