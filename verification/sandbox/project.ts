import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { places, root } from './places.ts';

/** What the sandbox deploys beside the repository's runbooks. */
const own = join(root, 'verification', 'sandbox', 'project');

/**
 * Makes the project that the sandbox deploys, a folder as a user has it: the repository's runbooks and those of its own, an environment
 * with both, and room for what drills prove. Nothing that a scenario writes there is in the repository.
 * @param folder that does not exist
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
 * Changes a runbook of the project as somebody would in an editor.
 * @throws Error if it does not say so
 */
export function changeRunbook(id: string, from: string, to: string, folder = places.project): void {
  const file = join(folder, 'runbooks', `${id}.ts`);
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`Runbook ${id} does not say ${from}.`);
  // What it links to is the repository's.
  rmSync(file);
  writeFileSync(file, text.replace(from, to));
}
