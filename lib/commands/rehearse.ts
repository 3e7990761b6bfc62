import { rehearseGiven } from '../../rehearsal/cli/command.ts';
import type { Given } from '../cli/spec.ts';
import { loadSources } from '../explain/sources.ts';
import type { rehearseOptions } from './specs/authors.ts';

const root = new URL('../../', import.meta.url);

/** `nightshift rehearse`. */
export const rehearse = (given: Given<typeof rehearseOptions>): Promise<string> =>
  rehearseGiven(given, () => loadSources(root));
