import * as z from 'zod/mini';

/** Version of the stages' inputs and outputs. A handler refuses another one, and refusal pages. */
export const contractVersion = 1;

/** Of an incident that acts: its alarm, and the parameters of its steps in order. Admit hands it on to the steps. */
export const Ahead = z.strictObject({
  alarm: z.string(),
  steps: z.array(z.record(z.string(), z.unknown())),
});

/**
 * What the daily schedule sends to a function that is seldom called, so that Lambda does not reclaim its resources. The function does nothing with it.
 */
export const WarmUp = z.strictObject({ contract: z.literal(contractVersion), warmUp: z.literal(true) });
export type WarmUp = z.infer<typeof WarmUp>;
