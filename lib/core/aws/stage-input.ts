import type * as z from 'zod/mini';

/** A kind of input that a stage takes, and what the stage does with it. */
export interface StageInput<Services> {
  readonly schema: z.ZodMiniType;
  /** Whether an event is of this kind. */
  readonly isIts: (event: unknown) => boolean;
  /** The incident that AWS calls are made for. @default - none */
  readonly incident?: (input: unknown) => string;
  readonly work: (input: unknown, services: Services) => Promise<unknown>;
}

/** Options of a kind of input. */
interface About<Given> {
  /** @default - every event is of this kind */
  readonly isIts?: (event: unknown) => boolean;
  readonly incident?: (input: Given) => string;
}

/** Declares a kind of input, for the Lambda's handler and the rehearsal. */
export const takes = <Schema extends z.ZodMiniType, Services>(
  schema: Schema,
  work: (input: z.infer<Schema>, services: Services) => Promise<unknown>,
  about: About<z.infer<Schema>> = {},
): StageInput<Services> => ({ schema, isIts: () => true, ...about, work }) as StageInput<Services>;

/**
 * The kind of an event: the first that accepts it.
 * @throws Error if none does
 */
export function inputFor<Input extends Pick<StageInput<never>, 'isIts'>>(
  inputs: readonly Input[],
  event: unknown,
): Input {
  const its = inputs.find(({ isIts }) => isIts(event));
  if (!its) throw new Error('This stage takes no such input.');
  return its;
}
