import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { places, root } from './places.ts';

/** What the sandbox adds to the repository's runbooks. */
const own = join(root, 'verification', 'sandbox', 'project');

/**
 * Creates the project that the sandbox deploys, laid out like a user's: the repository's runbooks and its own, an environment with
 * both, and a place for drill evidence. Scenarios write there, never to the repository.
 * @param folder must not exist yet
 */
export function makeProject(folder = places.project): void {
  mkdirSync(join(folder, 'runbooks'), { recursive: true });
  symlinkSync(join(own, 'environments'), join(folder, 'environments'));
  for (const from of [join(root, 'runbooks'), join(own, 'runbooks')])
    for (const file of readdirSync(from).filter((name) => name.endsWith('.ts')))
      symlinkSync(join(from, file), join(folder, 'runbooks', file));
  const cdk = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  const app = `node ${join(root, 'bin', 'app.ts')}`;
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ ...cdk, app }));
}

/**
 * Edits a runbook of the project, as a person would.
 * @throws Error if it does not contain `from`
 */
export function changeRunbook(id: string, from: string, to: string, folder = places.project): void {
  const file = join(folder, 'runbooks', `${id}.ts`);
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`Runbook ${id} does not say ${from}.`);
  // It links to the repository's file.
  rmSync(file);
  writeFileSync(file, text.replace(from, to));
}
