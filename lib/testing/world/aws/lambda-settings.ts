import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';
import { awsError } from '../wire.ts';

/** An account's default. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const accountConcurrency = 1_000;
/**
 * What Lambda keeps for functions that reserve none.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
const keptUnreserved = 100;

/** Refuses, as PutFunctionConcurrency does, a reservation that leaves too little for other functions. */
export function refuseUnlessRoom(unreserved: number, reserved: number | undefined, asked: number): void {
  const left = unreserved + (reserved ?? 0) - asked;
  if (left < keptUnreserved)
    throw awsError(
      'InvalidParameterValueException',
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${keptUnreserved}].`,
    );
}

/** Event source mappings; a change stays under way until `LambdaApi` completes it, a few seconds later. */
export class Mappings {
  readonly #mappings = new Map<string, EventSourceMappingConfiguration>();

  /** Creates an enabled mapping, unless it exists. */
  put(UUID: string, EventSourceArn: string, LastModified: Date): void {
    if (this.#mappings.has(UUID)) return;
    const FunctionArn = EventSourceArn.replace(':sqs:', ':lambda:').replace(
      /:([^:]*)$/,
      ':function:$1-worker',
    );
    this.#mappings.set(UUID, { UUID, EventSourceArn, FunctionArn, State: 'Enabled', LastModified });
  }

  remove(UUID: string): void {
    this.#mappings.delete(UUID);
  }

  /** @throws Error AWS's own, if there is none */
  get(UUID = ''): EventSourceMappingConfiguration {
    const found = this.#mappings.get(UUID);
    if (!found) throw awsError('ResourceNotFoundException', 'The resource you requested does not exist.');
    return found;
  }

  /** @returns the mapping as it is at once: still being enabled or disabled */
  enable(UUID: string | undefined, enabled: boolean, now: Date): EventSourceMappingConfiguration {
    const found = this.get(UUID);
    if (found.State !== 'Enabled' && found.State !== 'Disabled')
      throw awsError(
        'ResourceInUseException',
        `Cannot update the event source mapping in state ${found.State}.`,
      );
    return Object.assign(found, { State: enabled ? 'Enabling' : 'Disabling', LastModified: now });
  }
}
