import { variables } from '#core/aws/variables';

/**
 * Everything written to standard output and standard error while `work` runs: where a Lambda's log lines go. Metrics are among
 * them.
 */
export async function written(work: () => Promise<unknown>): Promise<string> {
  const parts: string[] = [];
  const real = { out: process.stdout.write, error: process.stderr.write };
  const take = (part: string | Uint8Array) => parts.push(String(part)) > 0;
  process.stdout.write = take as typeof process.stdout.write;
  process.stderr.write = take as typeof process.stderr.write;
  process.env['POWERTOOLS_METRICS_DISABLED'] = 'false';
  process.env[variables.environment] = 'rehearsal';
  try {
    await work();
  } finally {
    process.stdout.write = real.out;
    process.stderr.write = real.error;
    process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';
    delete process.env[variables.environment];
  }
  return parts.join('');
}
