import { RestoreInput, RestoreOutput } from '#action/run/contract';
import { contractVersion } from '#core/aws/contract';
import type { Given } from '../spec.ts';
import { type Answer, changeOf, type Surroundings } from './command.ts';
import { invoke } from './invoke.ts';
import { namedLease } from './leases.ts';
import type { changeOptions } from './options.ts';
import { writeLog } from './switches.ts';
import { asJson, moment, shown } from './text.ts';

/** `nightshift restore`. */
export async function restore(
  { values, words }: Given<typeof changeOptions>,
  surroundings: Surroundings,
): Promise<string | Answer> {
  const [word = ''] = words;
  const change = changeOf(values, surroundings);
  const deployed = await surroundings.connect(values.environment);
  const lease = await namedLease(deployed.database, word);
  const { id, target, subject } = lease;
  const input = RestoreInput.parse({
    contract: contractVersion,
    restore: { target, lease: id, by: change.by },
  });
  const { outcome, summary } = RestoreOutput.parse(await invoke(deployed, lease.function, input));
  await writeLog(deployed, { ...change, what: 'lease restored', lease: id, subject, outcome });
  const exitStatus = outcome === 'restored' || outcome === 'ended' ? 0 : 1;
  if (values.json) return { text: asJson({ lease: id, outcome, summary, ...change }), exitStatus };
  return {
    text: `${shown(summary, 600)}\n  by ${shown(change.by)} at ${moment(change.at)}: ${shown(change.why)}`,
    exitStatus,
  };
}
