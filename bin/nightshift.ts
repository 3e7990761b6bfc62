import { runCommand } from '#cli/command-line';
import { nightshift } from '#cli/commands/nightshift';
import { real } from '#cli/commands/surroundings';

await runCommand(async () => {
  const { text, exitStatus = 0 } = await nightshift(process.argv.slice(2), real);
  process.exitCode = exitStatus;
  return text;
});
