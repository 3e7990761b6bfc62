// What the handlers measure and log in AWS is none of the judges' business.
process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';
for (const method of ['info', 'warn', 'error'] as const) console[method] = () => {};

const { judgeAll } = await import('./judge-all.ts');

if (!(await judgeAll())) process.exitCode = 1;
