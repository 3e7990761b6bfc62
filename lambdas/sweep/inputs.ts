import * as z from 'zod/mini';
import { type StageInput, takes } from '#core/aws/stage-input';
import { ExecutionEnded } from '#core/incident/execution-ended';
import { executionEnded } from './execution-ended.ts';
import { type SweepServices, sweep } from './sweep.ts';

/** An execution's status change, the fast path for one incident, and the minute's tick, which sweeps everything overdue. */
export const sweepInputs: readonly StageInput<SweepServices>[] = [
  takes(ExecutionEnded, executionEnded, { isIts: (event) => ExecutionEnded.safeParse(event).success }),
  takes(z.unknown(), (_tick, services) => sweep(services)),
];
