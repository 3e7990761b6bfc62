import { rehearseGiven } from '../../rehearsal/cli/command.ts';
import type { Given } from '../cli/spec.ts';
import { loadSources } from '../explain/sources.ts';
import { projectRoot } from '../project.ts';
import type { rehearseOptions } from './specs/authors.ts';

/** `nightshift rehearse`. */
export const rehearse = (given: Given<typeof rehearseOptions>): Promise<string> =>
  rehearseGiven(given, () => loadSources(projectRoot()));
