import { GetParameterCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { type ActionHandler, type Refusal, tooLate } from 'nightshift/action';
import type { Parameters } from './action.ts';

/** What must not have changed between the plan and the change. */
interface Seen {
  readonly version: number;
}

interface Clients {
  /** For reads; may retry. */
  readonly reads: SSMClient;
  /** For the change; created with `sentOnce`. */
  readonly changes: SSMClient;
}

export const turnFeatureOff = ({ reads, changes }: Clients): ActionHandler<Parameters, Seen> => ({
  preflight: async ({ feature }) => {
    const found = await read(reads, feature);
    if ('refused' in found) return found;
    return {
      ready: true,
      intends: `Turn ${feature} off.`,
      before: { value: found.value },
      evidence: { version: found.version },
      seen: { version: found.version },
    };
  },

  act: async ({ feature }, seen, context) => {
    const found = await read(reads, feature);
    if ('refused' in found) return found;
    if (found.version !== seen.version) return { refused: `somebody changed ${feature} in the meantime` };
    const late = tooLate(context);
    if (late) return late;
    await changes.send(new PutParameterCommand({ Name: feature, Value: 'off', Overwrite: true }));
    return { did: `Turned ${feature} off.`, after: { value: 'off' } };
  },
});

/** The feature's value and its version, or why there is nothing to turn off. */
export async function read(
  ssm: SSMClient,
  feature: string,
): Promise<{ readonly value: string; readonly version: number } | Refusal> {
  const answer = await ssm.send(new GetParameterCommand({ Name: feature })).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
    throw error;
  });
  const { Value: value, Version: version } = answer?.Parameter ?? {};
  if (value === undefined || version === undefined) return { refused: `there is no parameter ${feature}` };
  return value === 'on' ? { value, version } : { refused: `${feature} is not on: its value is ${value}` };
}
