// Keeps the handlers' metrics out of the proof's output. Worker threads inherit this environment.
process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';
const real = { info: console.info, warn: console.warn, error: console.error };

const [{ runCommand }, { prove }] = await Promise.all([import('#cli/command-line'), import('./command.ts')]);

const isReplay = process.argv.includes('--replay');
await runCommand(async () => {
  for (const method of ['info', 'warn', 'error'] as const) console[method] = () => {};
  try {
    const { text, kept } = await prove(process.argv.slice(2), (line) => {
      if (!isReplay) process.stderr.write(`${line}\n`);
    });
    if (!kept) process.exitCode = 1;
    return text;
  } finally {
    Object.assign(console, real);
  }
});
