import { existsSync } from 'node:fs';
import { projectRoot } from '#project/project';
import type { AdoptedNight } from '#testing/adopted';
import { loadSources, type Sources } from '../explain/sources.ts';
import { adoptNight, readNight, recordedNight } from '../rehearse/adopt.ts';
import { drillOfNight } from '../rehearse/drill-of-night.ts';
import type { Given } from '../spec.ts';
import type { Answer, Surroundings } from './command.ts';
import type { adoptOptions } from './specs/authors.ts';
import { namedIncident } from './which-incident.ts';

/** `nightshift adopt`. */
export async function adopt(given: Given<typeof adoptOptions>, surroundings: Surroundings): Promise<Answer> {
  const root = projectRoot();
  const sources = await loadSources(root);
  const night = await nightOf(given, surroundings, sources);
  if (given.values.drill) return { text: drillOfNight(night, sources) };
  const { text, agrees } = await adoptNight(night, root, sources);
  return { text, exitStatus: agrees ? 0 : 1 };
}

/** From the file of that name if there is one; else from the environment that has the incident on record. */
async function nightOf(
  { values: { runbook, environment }, words: [word = ''] }: Given<typeof adoptOptions>,
  { connect, now }: Surroundings,
  sources: Sources,
): Promise<AdoptedNight> {
  if (existsSync(word) || word.endsWith('.json')) return readNight(word, runbook, sources);
  return recordedNight(await namedIncident(await connect(environment), word, now()), runbook, sources);
}
