import * as z from 'zod/mini';

/** Version of the stages' inputs and outputs. A handler refuses any other version, and that ends in a page. */
export const contractVersion = 1;

/** The alarm of an incident that acts, and the parameters of its steps in order. Admit passes it to the steps. */
export const Ahead = z.strictObject({
  alarm: z.string(),
  steps: z.array(z.record(z.string(), z.unknown())),
});

/** Sent daily to functions that are rarely called, so that Lambda does not reclaim their resources. The function ignores it. */
export const WarmUp = z.strictObject({ contract: z.literal(contractVersion), warmUp: z.literal(true) });
export type WarmUp = z.infer<typeof WarmUp>;
