// The judges do not need the handlers' metrics and logs.
process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';
for (const method of ['info', 'warn', 'error'] as const) console[method] = () => {};

const { judgeAll } = await import('./judge-all.ts');

if (!(await judgeAll())) process.exitCode = 1;
