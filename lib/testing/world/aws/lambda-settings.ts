import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';
import { awsError } from '../wire.ts';

/** An account's default. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const accountConcurrency = 1_000;
/** What Lambda keeps for functions that reserve none. https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const keptUnreserved = 100;

/** PutFunctionConcurrency's refusal of what leaves too little. */
export function refuseUnlessRoom(unreserved: number, reserved: number | undefined, asked: number): void {
  const left = unreserved + (reserved ?? 0) - asked;
  if (left < keptUnreserved)
    throw awsError(
      'InvalidParameterValueException',
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${keptUnreserved}].`,
    );
}

/** Event source mappings; what is asked for is so after a few seconds. */
export class Mappings {
  readonly #mappings = new Map<string, EventSourceMappingConfiguration>();

  /** A mapping that is enabled, unless it is there. */
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

  /** @throws Error as AWS does if there is none */
  get(UUID = ''): EventSourceMappingConfiguration {
    const found = this.#mappings.get(UUID);
    if (!found) throw awsError('ResourceNotFoundException', 'The resource you requested does not exist.');
    return found;
  }

  /** @returns the mapping as it is at once: on its way */
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
