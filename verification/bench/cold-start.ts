import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { actions } from '#action/register';
import { bundleHandlers } from '#cdk/bundle';
import { handlerFile } from '#cdk/names';
import { variables } from '#core/aws/variables';
import { stages } from '#core/stages';
import { ownersFile } from '#lambdas/notify/contract';
import { channelsFile } from '#lambdas/page/contract';
import { bareHandler, bundle, packagesIn, usedIn } from './cold-start/bare.ts';
import { type Measured, median, type Part, type Row, rounded } from './part.ts';

/** How many fresh processes import each bundle; Nightshift's and the bare one take turns. */
const rounds = 21;
/** Import time of a Lambda's bundle as a multiple of its bare handler's. */
const mostRatio = 1.25;

/** One Lambda's deployed bundle, and the bare handler beside it. */
interface Pair {
  readonly name: string;
  readonly ours: string;
  readonly bare: string;
  /** What our bundle has on top of the bare one, by package, largest first, in KB. */
  readonly extra: string;
}

/** Import time of each Lambda's deployed bundle, beside a bare handler with the same SDK clients. */
export const coldStart: Part = async (progress) => {
  const files = [
    ...stages.map((stage) => ({ name: stage as string, file: handlerFile.stage(stage) })),
    ...Object.keys(actions).map((action) => ({ name: action, file: handlerFile.action(action) })),
  ];
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-bench-'));
  progress('bundles');
  const deployed = await bundleHandlers(files.map(({ file }) => file));
  try {
    const pairs = await Promise.all(
      files.map(({ name, file }) =>
        pairOf(name, file, join(deployed.directory(file), 'handler.mjs'), folder),
      ),
    );
    return measured(pairs, timesOf(pairs, progress));
  } finally {
    deployed.remove();
    rmSync(folder, { recursive: true, force: true });
  }
};

async function pairOf(name: string, file: string, ours: string, folder: string): Promise<Pair> {
  const { inputs } = await bundle({ file }, join(folder, name, 'ours.mjs'));
  const bare = join(folder, name, 'bare.mjs');
  const { inputs: bareInputs } = await bundle({ text: bareHandler(usedIn(inputs)) }, bare);
  // What handlers read when they are imported.
  for (const beside of ['runbooks.json', channelsFile]) writeFileSync(join(dirname(ours), beside), '[]');
  writeFileSync(join(dirname(ours), ownersFile), '{}');
  const others = packagesIn(bareInputs);
  const extra = [...packagesIn(inputs)]
    .map(([owner, bytes]) => ({ owner, kilobytes: (bytes - (others.get(owner) ?? 0)) / 1_000 }))
    .filter(({ kilobytes }) => kilobytes >= 2)
    .sort((a, b) => b.kilobytes - a.kilobytes);
  return {
    ...{ name, ours, bare },
    extra: extra.map(({ owner, kilobytes }) => `${owner} ${rounded(kilobytes)}`).join(', '),
  };
}

type Times = ReadonlyMap<string, readonly number[]>;

function timesOf(pairs: readonly Pair[], progress: (doing: string) => void): Times {
  const times = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round++) {
    progress(`round ${round} of ${rounds}`);
    for (const path of pairs.flatMap(({ ours, bare }) => (round % 2 === 0 ? [ours, bare] : [bare, ours]))) {
      const time = importTime(path);
      // The first round fills the disk cache.
      if (round > 0) times.set(path, [...(times.get(path) ?? []), time]);
    }
  }
  return times;
}

const timeImport = `const start = process.cpuUsage();
await import(process.argv[1]);
const { user, system } = process.cpuUsage(start);
console.log((user + system) / 1_000);`;

/**
 * In ms of processor time, in a fresh process of the current Node.js. This leaves out other load on the machine; and since
 * a Lambda with little memory gets a share of a processor, its users wait for this time.
 */
function importTime(path: string): number {
  const own = Object.fromEntries(Object.values(variables).map((name) => [name, 'bench']));
  const env = { PATH: process.env['PATH'], AWS_REGION: 'us-east-1', ...own };
  const args = ['--input-type=module', '--eval', timeImport, path];
  return Number(execFileSync(process.execPath, args, { env, encoding: 'utf8' }));
}

function measured(pairs: readonly Pair[], times: Times): Measured {
  const found = pairs.map((pair) => {
    const [ours, bare] = [times.get(pair.ours) ?? [], times.get(pair.bare) ?? []];
    // Of adjacent runs, since a busy machine slows down both.
    const ratio = median(ours.map((time, round) => time / (bare[round] ?? Number.NaN)));
    return { pair, ours: median(ours), bare: median(bare), ratio };
  });
  const rows = found.map(
    ({ pair, ours, bare, ratio }): Row => ({
      Lambda: pair.name,
      'bundle KB': rounded(statSync(pair.ours).size / 1_000),
      'bare KB': rounded(statSync(pair.bare).size / 1_000),
      'import ms': rounded(ours, 1),
      'bare ms': rounded(bare, 1),
      ratio: rounded(ratio, 2),
    }),
  );
  const slow = found.filter(({ ratio }) => ratio > mostRatio);
  return {
    tables: [{ title: `Import in a fresh process, ms of processor time, median of ${rounds}`, rows }],
    target: {
      says: `each import at most ${mostRatio} times that of its bare handler`,
      met: slow.length === 0,
      heldBackBy: slow.map(
        ({ pair, ratio }) => `${pair.name}, ${rounded(ratio, 2)} times. KB on top: ${pair.extra}.`,
      ),
    },
    notes: [
      `Node.js ${process.version}. Bare: the same SDK clients, made and not called, with the same commands, and the Redis client where it is used; bundled in the same way.`,
    ],
  };
}
