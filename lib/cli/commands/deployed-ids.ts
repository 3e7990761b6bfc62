import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { errorText } from '#core/text';
import { CommandError } from '../command-line.ts';
import { closest } from '../explain/closest.ts';
import type { Deployed } from './command.ts';

/** The ARN of each deployed runbook's state machine, by the runbook's id. */
export async function stateMachines({ sfn, names }: Deployed): Promise<ReadonlyMap<string, string>> {
  const prefix = names.stateMachine('');
  const known = new Map<string, string>();
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(new ListStateMachinesCommand(nextToken ? { nextToken } : {}));
    for (const { name = '', stateMachineArn = '' } of page.stateMachines ?? []) {
      if (name.startsWith(prefix)) known.set(name.slice(prefix.length), stateMachineArn);
    }
    nextToken = page.nextToken;
  } while (nextToken);
  return known;
}

/** The error for a runbook that is not deployed. */
export const notDeployed = (id: string, environment: string, known: Iterable<string>): CommandError =>
  new CommandError(
    `No runbook ${JSON.stringify(id)} is deployed in ${environment}; ${closest(id, [...known])}`,
    1,
  );

/**
 * Otherwise a misspelled name would switch nothing, unnoticed until the next alarm.
 * @returns why it could not be checked, which is no reason for a command to fail
 * @throws CommandError with the names that were probably meant
 */
export async function refuseUnknownRunbook(deployed: Deployed, id: string): Promise<string | undefined> {
  let known: ReadonlyMap<string, string>;
  try {
    known = await stateMachines(deployed);
  } catch (error) {
    return errorText(error);
  }
  if (known.has(id)) return undefined;
  throw notDeployed(id, deployed.environment, known.keys());
}
