import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Quota, quotas } from '#checks/quotas';
import { type Measured, median, type Part, type Row, rounded } from './part.ts';
import type { Synth } from './synth/once.ts';

/** How many runbooks, over as many alarms, in how many stacks, and with which steps; 0 is the engine alone. */
const sizes = [
  { runbooks: 0, stacks: 1, steps: 'usual' },
  { runbooks: 10, stacks: 1, steps: 'usual' },
  { runbooks: 100, stacks: 6, steps: 'usual' },
  { runbooks: 1_000, stacks: 50, steps: 'usual' },
  { runbooks: 100, stacks: 6, steps: 'all-actions' },
] as const;
/** How often each size is synthesized, in turns. */
const rounds = 3;
/**
 * Largest power that counts as linear: from 100 to 1,000 runbooks, processor time beyond that of the engine alone may
 * grow as the number of runbooks to this power.
 */
const steepest = 1.15;

interface Size {
  readonly runbooks: number;
  readonly stacks: number;
  readonly steps: 'usual' | 'all-actions';
  readonly each: readonly Synth[];
}

/** How long `cdk synth` takes, bundling aside, what it makes, and which quotas the result needs. */
export const synth: Part = async (progress) => {
  const each = sizes.map(() => [] as Synth[]);
  for (let round = 1; round <= rounds; round++) {
    for (const [index, { runbooks, stacks, steps }] of sizes.entries()) {
      progress(`round ${round} of ${rounds}, ${runbooks} runbooks`);
      each[index]?.push(await synthesized(runbooks, stacks, steps));
    }
  }
  return measured(sizes.map((size, index) => ({ ...size, each: each[index] ?? [] })));
};

/** Synthesizes in a process of its own. */
export async function synthesized(
  runbooks: number,
  stacks: number,
  steps: Size['steps'] = 'usual',
): Promise<Synth> {
  const script = fileURLToPath(new URL('synth/once.ts', import.meta.url));
  // CDK warns on stderr of templates near their limit; the table has the figures.
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [script, `${runbooks}`, `${stacks}`, steps],
    {
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

const middle = ({ each }: Size, of: 'seconds' | 'cpuSeconds'): number => median(each.map((one) => one[of]));

function measured(found: readonly Size[]): Measured {
  const [engine, , hundred, thousand] = found;
  if (!engine || !hundred || !thousand) throw new Error('A size is missing.');
  const rows = found.map((size): Row => {
    const [first] = size.each;
    return {
      runbooks: named(size),
      templates: first?.templates ?? 0,
      seconds: rounded(middle(size, 'seconds'), 1),
      'CPU seconds': rounded(middle(size, 'cpuSeconds'), 1),
      'ms a runbook': size === engine ? '' : rounded(perRunbook(size, engine) * 1_000, 1),
      'MB in all': rounded((first?.bytes ?? 0) / 1e6, 2),
      resources: first?.resources ?? 0,
    };
  });
  const exponent = Math.log10(
    (perRunbook(thousand, engine) * thousand.runbooks) / (perRunbook(hundred, engine) * hundred.runbooks),
  );
  const problems = found.flatMap((size) =>
    size.each[0]?.problems ? [`${named(size)} runbooks: ${size.each[0].problems.trim()}`] : [],
  );
  const curved =
    exponent > steepest
      ? [`It grows as the number of runbooks to the power of ${rounded(exponent, 2)}.`]
      : [];
  return {
    tables: [
      { title: `cdk synth without bundling, median of ${rounds} fresh processes`, rows },
      { title: 'What it takes of each quota', rows: quotaRows(found) },
    ],
    target: {
      says: `linear (power ${steepest} at most, this time ${rounded(exponent, 2)}), every template within 500 resources and 1 MB`,
      met: curved.length + problems.length === 0,
      heldBackBy: [...curved, ...problems],
    },
    notes: found.flatMap((size) =>
      (size.each[0]?.toRaise ?? []).map((sentence) => `${named(size)} runbooks: ${sentence}`),
    ),
  };
}

const named = ({ runbooks, steps }: Size): string =>
  steps === 'usual' ? `${runbooks}` : `${runbooks}, all actions`;

/** Processor seconds that a runbook adds to those of the engine alone. */
const perRunbook = (size: Size, engine: Size): number =>
  (middle(size, 'cpuSeconds') - middle(engine, 'cpuSeconds')) / size.runbooks;

const quotaRows = (found: readonly Size[]): Row[] =>
  Object.entries(quotas).map(([name, quota]) => {
    const { of, limit, raise }: Quota = quota;
    const used = found.map((size) => [
      `${named(size)} runbooks`,
      size.each[0]?.uses.find((use) => use.quota === name)?.used ?? 0,
    ]);
    const most = raise ? (raise.to ?? 'on request') : 'fixed';
    return { quota: of, limit, 'raised to': String(most), ...Object.fromEntries(used) };
  });
