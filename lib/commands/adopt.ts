import { CommandError } from '../command-line.ts';
import { loadSources } from '../explain/sources.ts';
import { projectRoot } from '../project.ts';
import { type Command, firstLine, readCommand } from './command.ts';

const usage = `npx nightshift adopt FILE [--runbook ID]

Turns an incident into a fixture under test/nights/, with its verdict, that npm test replays from then on. FILE is what one
of these has printed:

  npx nightshift show INCIDENT --json
  aws dynamodb query --table-name … --key-condition-expression 'pk = :pk' \\
    --expression-attribute-values '{":pk":{"S":"INCIDENT#…"}}' --output json
  aws stepfunctions get-execution-history --include-execution-data --execution-arn …

  --runbook ID   replay it with this runbook; @default the one whose night it was`;

const options = { runbook: { type: 'string' } } as const;

/** `npx nightshift adopt`. */
export const adopt: Command = {
  name: 'adopt',
  summary: 'turns an incident into a test that replays it',
  usage,
  run: async (args) => {
    const { values, positionals } = readCommand(args, options, usage, 1);
    const [file] = positionals;
    if (file === undefined) throw new CommandError(`Say which file. Usage: ${firstLine(usage)}`);
    const root = projectRoot();
    // Loaded when it is needed: whoever stops everything at night must not wait for the rehearsal.
    const { adoptNight } = await import('../../rehearsal/cli/adopt.ts');
    const { text, agrees } = await adoptNight(file, values.runbook, root, await loadSources(root));
    return { text, exitStatus: agrees ? 0 : 1 };
  },
};
