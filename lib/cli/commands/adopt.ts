import { projectRoot } from '#project/project';
import { loadSources } from '../explain/sources.ts';
import { adoptNight } from '../rehearse/adopt.ts';
import type { Given } from '../spec.ts';
import type { Answer } from './command.ts';
import type { adoptOptions } from './specs/authors.ts';

/** `nightshift adopt`. */
export async function adopt({ values, words: [file = ''] }: Given<typeof adoptOptions>): Promise<Answer> {
  const root = projectRoot();
  const { text, agrees } = await adoptNight(file, values.runbook, root, await loadSources(root));
  return { text, exitStatus: agrees ? 0 : 1 };
}
