import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Database } from '#core/table/database';
import { drillKey } from '#core/table/keys';
import type { Drill } from './drill.ts';
import type { Injector } from './injector.ts';

export interface HeldServices {
  readonly sfn: SFNClient;
  readonly database: Database;
  /** The state machine that holds the faults of a runbook (lib/cdk/drills/fault-machine.ts). */
  readonly machineArn: (runbook: string) => string;
  readonly pause: (seconds: number) => Promise<void>;
}

/** How long the machine's first calls may take, in seconds. By then it is known whether the fault could be made. */
const untilBroken = 15;

/** How long ending the fault may take, in seconds: the machine looks every 10, and tries again if AWS refuses. */
const untilEnded = 300;

/** The errors with which the machine fails although nothing is broken (any more). */
const unbroken: readonly string[] = ['Stopped', 'NotBroken'];

/**
 * A fault that AWS FIS or the team's documents make, and that a state machine holds. The machine ends it by itself, so nothing
 * here has to stay alive for that. To end it earlier, the drill's record says so.
 */
export function heldInjector(id: 'fis' | 'document', services: HeldServices): Injector {
  const { sfn, machineArn, pause } = services;
  const executionArn = (drill: Drill) =>
    `${machineArn(drill.runbook).replace(':stateMachine:', ':execution:')}:${drill.id}`;
  const described = (drill: Drill) =>
    sfn.send(new DescribeExecutionCommand({ executionArn: executionArn(drill) }));

  async function ended(drill: Drill, within: number): Promise<DescribeExecutionCommandOutput | undefined> {
    for (let waited = 0; waited < within; waited += 5) {
      const execution = await described(drill);
      if (execution.status !== 'RUNNING') return execution;
      await pause(5);
    }
    return undefined;
  }

  return {
    id,
    inject: async (drill) => {
      // The name lets it start once: the same name and input again return the execution that exists.
      await sfn.send(
        new StartExecutionCommand({
          stateMachineArn: machineArn(drill.runbook),
          name: drill.id,
          input: JSON.stringify({ drill: drill.id, endsAt: drill.fault.endsAt }),
        }),
      );
      const over = await ended(drill, untilBroken);
      if (over) throw new Error(`${over.error ?? over.status}: ${over.cause ?? 'the fault ended at once'}`);
    },
    end: async (drill) => {
      await tellToEnd(services.database, drill);
      const execution = await ended(drill, untilEnded).catch((error: unknown) => {
        // Where it was never started, nothing was broken.
        if ((error as Error)?.name === 'ExecutionDoesNotExist') return { status: 'SUCCEEDED' as const };
        throw error;
      });
      if (!execution)
        throw new Error(
          `The fault of ${drill.id} has not ended in ${untilEnded} s: look at ${executionArn(drill)}`,
        );
      if (execution.status === 'SUCCEEDED') return;
      const { error = execution.status, cause = `look at ${executionArn(drill)}` } = execution;
      if (!unbroken.includes(error ?? ''))
        throw new Error(`The fault of ${drill.id} could not be ended: ${error}: ${cause}`);
    },
    state: async (drill) => {
      const { status, error, cause } = await described(drill);
      if (status === 'RUNNING') return { running: true };
      if (status === 'SUCCEEDED') return { running: false };
      return { running: false, stopped: [error ?? status, cause].filter(Boolean).join(': ') };
    },
  };
}

/** The machine reads it every few seconds. */
const tellToEnd = ({ client, table }: Database, { id }: Drill): Promise<unknown> =>
  client.send(
    new UpdateCommand({
      TableName: table,
      Key: drillKey(id),
      ConditionExpression: 'attribute_exists(pk)',
      UpdateExpression: 'SET ending = :yes',
      ExpressionAttributeValues: { ':yes': true },
    }),
  );
