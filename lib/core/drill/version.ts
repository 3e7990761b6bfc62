import { createHash } from 'node:crypto';
import type { DeployedRunbook } from '../runbook/runbook.ts';

/** What a runbook's version is computed from: the file, and nothing of an environment. */
export interface VersionParts {
  /** Its Amazon States Language, compiled from `drilled(…)` of the runbook. The steps' parameters are part of it. */
  readonly definition: unknown;
  /** The alarms that come with it. */
  readonly creates: unknown;
  /** By action id, the SHA-256 of the bundled code of each of its actions. */
  readonly bundles: Readonly<Record<string, string>>;
}

/**
 * The version of a runbook, 64 hexadecimal digits. A drill proves one version only. The order of an object's fields does not
 * matter; the order of a list does.
 */
export const runbookVersion = (parts: VersionParts): string => sha256(JSON.stringify(inOrder(parts)));

export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

/**
 * The part of a runbook that a drill proves. A drill runs in another mode than production, and a changed text for people is not
 * a changed fix, so mode and texts are left out.
 */
export const drilled = (runbook: DeployedRunbook): DeployedRunbook => {
  const { timeZone: _, ...page } = runbook.page;
  return { ...runbook, owner: '', why: '', mode: 'auto', page: { ...page, instructions: '' } };
};

/** The value with every object's fields in alphabetical order. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, inOrder(field)]));
}
