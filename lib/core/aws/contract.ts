import * as z from 'zod/mini';

/** Version of the stages' inputs and outputs. A handler refuses another one, and refusal pages. */
export const contractVersion = 1;

/**
 * What the daily schedule sends to a function that is seldom called, so that Lambda does not take its resources back. It asks for nothing, and nothing is done.
 */
export const WarmUp = z.strictObject({ contract: z.literal(contractVersion), warmUp: z.literal(true) });
export type WarmUp = z.infer<typeof WarmUp>;
