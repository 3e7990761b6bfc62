import { adoptNight } from '../../rehearsal/cli/adopt.ts';
import type { Given } from '../cli/spec.ts';
import { loadSources } from '../explain/sources.ts';
import { projectRoot } from '../project.ts';
import type { Answer } from './command.ts';
import type { adoptOptions } from './specs/authors.ts';

/** `nightshift adopt`. */
export async function adopt({ values, words: [file = ''] }: Given<typeof adoptOptions>): Promise<Answer> {
  const root = projectRoot();
  const { text, agrees } = await adoptNight(file, values.runbook, root, await loadSources(root));
  return { text, exitStatus: agrees ? 0 : 1 };
}
