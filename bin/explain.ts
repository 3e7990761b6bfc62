import { runCommand } from '../lib/command-line.ts';
import { explain } from '../lib/explain/command.ts';
import { loadSources } from '../lib/explain/sources.ts';

const root = new URL('../', import.meta.url);

await runCommand(() => explain(process.argv.slice(2), root, () => loadSources(root)));
