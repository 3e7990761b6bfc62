import type { World } from '#testing/world/world';

/** What a transaction wrote. */
export type Transaction = ReadonlyArray<
  Readonly<
    Record<string, { readonly Key?: object; readonly Item?: object; readonly UpdateExpression?: string }>
  >
>;

/** How work that a step began really ended. */
export interface WorkEnd {
  /** The execution's ARN, which ends with its name. */
  readonly work: string;
  readonly failed: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Statuses of an execution that failed: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
const failures = ['FAILED', 'TIMED_OUT', 'ABORTED'];

/** What AWS says in its event of a team's execution that has ended. Only executions are work in a story. */
interface ExecutionEvent {
  readonly detail: { readonly executionArn?: string; readonly status?: string };
}

/**
 * Records how work ends from now on, whether or not the engine hears of it. The event is read here and not by the engine's own
 * code: what failed must not depend on what the engine takes for a failure.
 */
export function endedIn(world: World): WorkEnd[] {
  const ended: WorkEnd[] = [];
  const pass = world.onWorkEnded;
  world.onWorkEnded = (event) => {
    const { executionArn: work, status = '' } = (event as ExecutionEvent).detail;
    if (work) ended.push({ work, failed: failures.includes(status), at: world.clock.milliseconds });
    pass(event);
  };
  return ended;
}

/** Records what transactions write from now on; those that fail are left out. */
export function writtenIn(world: World): Transaction[] {
  const written: Transaction[] = [];
  const commands = world.dynamodb.commands as Record<string, (input: never) => unknown>;
  const real = commands['TransactWrite'];
  commands['TransactWrite'] = (input) => {
    const answer = real?.(input);
    written.push((input as { readonly TransactItems: Transaction }).TransactItems);
    return answer;
  };
  return written;
}
