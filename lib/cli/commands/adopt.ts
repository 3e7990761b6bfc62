import { projectRoot } from '#project/project';
import { loadSources } from '../explain/sources.ts';
import { adoptNight, readNight } from '../rehearse/adopt.ts';
import { drillOfNight } from '../rehearse/drill-of-night.ts';
import type { Given } from '../spec.ts';
import type { Answer } from './command.ts';
import type { adoptOptions } from './specs/authors.ts';

/** `nightshift adopt`. */
export async function adopt({ values, words: [file = ''] }: Given<typeof adoptOptions>): Promise<Answer> {
  const root = projectRoot();
  const sources = await loadSources(root);
  if (values.drill) return { text: drillOfNight(await readNight(file, values.runbook, sources), sources) };
  const { text, agrees } = await adoptNight(file, values.runbook, root, sources);
  return { text, exitStatus: agrees ? 0 : 1 };
}
