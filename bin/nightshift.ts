import { runCommand } from '../lib/command-line.ts';
import { nightshift } from '../lib/commands/nightshift.ts';
import { real } from '../lib/commands/surroundings.ts';

// A verdict that a command writes would be counted on its standard output, where nobody collects it.
process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';

await runCommand(async () => {
  const { text, exitStatus = 0 } = await nightshift(process.argv.slice(2), real);
  process.exitCode = exitStatus;
  return text;
});
