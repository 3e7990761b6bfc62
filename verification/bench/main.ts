import { CommandError, runCommand } from '#cli/command-line';
import { read } from '#cli/parse';
import type { Measured } from './part.ts';
import { parts } from './parts.ts';
import { report } from './report.ts';

const spec = {
  name: 'bench',
  summary: 'measure all parts, or those that are named',
  arguments: [{ name: 'NAME', help: Object.keys(parts).join(', '), many: true }],
  options: { json: { help: 'print the figures as one line of JSON, last' } },
} as const;

/** The parts that were asked for; all of them when none is named. */
function asked(names: readonly string[]): [string, () => ReturnType<(typeof parts)[string]>][] {
  return (names.length > 0 ? [...new Set(names)] : Object.keys(parts)).map((name) => {
    const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (part) return [name, part];
    throw new CommandError(
      `There is no part ${JSON.stringify(name)}; the parts are ${Object.keys(parts).join(', ')}.`,
    );
  });
}

// Keeps metrics that handlers log out of the tables; read when a handler's module is loaded.
process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';

/** Overwrites its own line on a terminal; prints nothing to a file. */
const progress = (name: string) => (doing: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${doing ? `${name}: ${doing}` : ''}`);
};

await runCommand(async () => {
  const { values, words } = read(spec, process.argv.slice(2));
  const found: Record<string, Measured> = {};
  for (const [name, load] of asked(words)) {
    const part = await load();
    const one = await part(progress(name));
    progress(name)('');
    console.log(`${report(name, one)}\n`);
    found[name] = one;
  }
  if (values.json) return JSON.stringify(found);
  const missed = Object.entries(found).flatMap(([name, { target }]) => (target?.met === false ? [name] : []));
  return missed.length === 0
    ? 'No target was missed.'
    : `Missed: ${missed.join(', ')}. What holds them back stands under each table.`;
});
