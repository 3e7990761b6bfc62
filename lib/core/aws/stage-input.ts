import type * as z from 'zod/mini';

/** A kind of input that a stage takes, and what the stage does with it. */
export interface StageInput<Services> {
  readonly schema: z.ZodMiniType;
  /** Whether an event is of this kind. */
  readonly isIts: (event: unknown) => boolean;
  /** The incident on whose behalf AWS is called. @default - of no incident */
  readonly incident?: (input: unknown) => string;
  readonly work: (input: unknown, services: Services) => Promise<unknown>;
}

/** What else is said of a kind of input. */
interface About<Given> {
  /** @default - every event is of this kind */
  readonly isIts?: (event: unknown) => boolean;
  readonly incident?: (input: Given) => string;
}

/** Declares a kind of input, for the Lambda's handler and the rehearsal alike. */
export const takes = <Schema extends z.ZodMiniType, Services>(
  schema: Schema,
  work: (input: z.infer<Schema>, services: Services) => Promise<unknown>,
  about: About<z.infer<Schema>> = {},
): StageInput<Services> => ({ schema, isIts: () => true, ...about, work }) as StageInput<Services>;

/**
 * The kind that an event is of: the first that knows it for its own.
 * @throws Error where none does
 */
export function inputFor<Input extends Pick<StageInput<never>, 'isIts'>>(
  inputs: readonly Input[],
  event: unknown,
): Input {
  const its = inputs.find(({ isIts }) => isIts(event));
  if (!its) throw new Error('This stage takes no such input.');
  return its;
}
