import { readWorkEnded } from '#core/action/work-kinds';
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

/** Records how work ends from now on, whether or not the engine hears of it. */
export function endedIn(world: World): WorkEnd[] {
  const ended: WorkEnd[] = [];
  const pass = world.onWorkEnded;
  world.onWorkEnded = (event) => {
    const end = readWorkEnded('execution', event);
    if (end) ended.push({ work: end.work, failed: end.state === 'failed', at: world.clock.milliseconds });
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
