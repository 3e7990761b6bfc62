import { runCommand } from '../lib/command-line.ts';
import { loadSources } from '../lib/explain/sources.ts';
import { rehearseCommand } from '../rehearsal/cli/command.ts';

// What the handlers count in AWS has no place in a story.
process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';

const root = new URL('../', import.meta.url);

await runCommand(() => rehearseCommand(process.argv.slice(2), () => loadSources(root)));
