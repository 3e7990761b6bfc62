import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ProvenSource } from '#checks/proven';
import type { Evidence } from '#checks/resolve';
import { type Proven, provenFile, provenFolder, provenText } from '#core/drill/proven';
import { projectRoot } from './project.ts';

/** A project's drill evidence, read now. */
export const evidenceIn = (root: URL = projectRoot()): Evidence => ({
  files: loadProven(root),
  now: new Date(),
});

/** Every file of `runbooks/proven/`, sorted; none if the folder is missing. */
export function loadProven(root: URL = projectRoot()): ProvenSource[] {
  const folder = new URL(`${provenFolder}/`, root);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => ({
      file: `${provenFolder}/${name}`,
      text: readFileSync(new URL(name, folder), 'utf8'),
    }));
}

/**
 * Writes the proof of a drill, replacing an earlier one.
 * @returns the file, from the project root
 */
export function writeProven(proven: Proven, root: URL = projectRoot()): string {
  const file = provenFile(proven.runbook);
  mkdirSync(new URL(`${provenFolder}/`, root), { recursive: true });
  writeFileSync(new URL(file, root), provenText(proven));
  return file;
}
