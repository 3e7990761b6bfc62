import { projectRoot } from '#project/project';
import { loadSources } from '../explain/sources.ts';
import { rehearseGiven } from '../rehearse/command.ts';
import type { Given } from '../spec.ts';
import type { rehearseOptions } from './specs/authors.ts';

/** `nightshift rehearse`. */
export const rehearse = (given: Given<typeof rehearseOptions>): Promise<string> =>
  rehearseGiven(given, () => loadSources(projectRoot()));
