import * as z from 'zod/mini';
import { incidentOf, type Malformed, readStateChange, type StateChange } from '../alarm/event.ts';
import type { Incident } from './records.ts';

/**
 * The fields that are read of a Step Functions status change; AWS may add others.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export const ExecutionEnded = z.object({
  source: z.literal('aws.states'),
  'detail-type': z.literal('Step Functions Execution Status Change'),
  detail: z.object({
    executionArn: z.string(),
    status: z.string(),
    /** Absent when it is too long for an event. */
    input: z.nullish(z.string()),
  }),
});

/** What an execution was started for, from its status change. */
export interface StartedFor {
  readonly change: StateChange | Malformed;
  /** The id of its incident. */
  readonly incident: string;
}

/** Reads the input of an execution that has ended. */
export function startedFor({ executionArn, input }: z.infer<typeof ExecutionEnded>['detail']): StartedFor {
  const event = parse(input);
  return { change: readStateChange(event), incident: incidentOf(event, executionArn) };
}

/**
 * Whether another delivery's execution paged a person while this incident knows nothing of it. An execution fails only after a
 * page, and that may be the state machine's own page, which is on no record.
 */
export const hasAskedUnseen = (
  { status }: { readonly status: string },
  { verdict }: Pick<Incident, 'verdict'>,
): boolean => status === 'FAILED' && verdict === undefined;

function parse(input: string | null | undefined): unknown {
  try {
    return JSON.parse(input ?? 'null');
  } catch {
    return undefined;
  }
}
