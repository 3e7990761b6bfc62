import { runCommand } from '../lib/command-line.ts';
import { loadSources } from '../lib/explain/sources.ts';
import { create } from '../lib/new/command.ts';

const root = new URL('../', import.meta.url);

await runCommand(() => create(process.argv.slice(2), root, () => loadSources(root)));
