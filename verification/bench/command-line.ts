import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type Measured, median, type Part, type Row, rounded } from './part.ts';

const rounds = 9;
/** Milliseconds of processor time. */
const target = 600;

const program = fileURLToPath(new URL('../../bin/nightshift.mjs', import.meta.url));
const cases: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': ['-e', '0'],
  'nightshift --help': [program, '--help'],
  'nightshift history': [program, 'history', '--environment', 'production'],
};

/** Reports at exit how much processor time a process took since its start. */
const tells = `data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>{const{user,system}=process.cpuUsage();writeSync(3,String((user+system)/1000))})`;

/** Processor time of the command line, beside that of Node.js alone; `history` reads a table that answers at once. */
export const commandLine: Part = async (progress): Promise<Measured> => {
  const table = createServer((_, response) => response.end('{"Items":[],"Count":0}')).listen(0, '127.0.0.1');
  await once(table, 'listening');
  const { port } = table.address() as AddressInfo;
  const took = new Map<string, number[]>(Object.keys(cases).map((name) => [name, []]));
  try {
    // The first round fills the compile cache, as the first command after an install does.
    for (let round = 0; round <= rounds; round++) {
      progress(`round ${round} of ${rounds}`);
      for (const [name, args] of Object.entries(cases)) {
        const milliseconds = await processorTime(args, `http://127.0.0.1:${port}`);
        if (round > 0) took.get(name)?.push(milliseconds);
      }
    }
  } finally {
    table.close();
  }
  return measured(took);
};

async function processorTime(args: readonly string[], endpoint: string): Promise<number> {
  const aws = { AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'eu-central-1' };
  const credentials = { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' };
  const child = spawn(process.execPath, ['--import', tells, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...aws, ...credentials },
  });
  const [told, trouble] = child.stdio
    .slice(2)
    .reverse()
    .map((stream) => text(stream as NodeJS.ReadableStream));
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${await trouble}`);
  return Number(await told);
}

function measured(took: ReadonlyMap<string, readonly number[]>): Measured {
  const bare = median(took.get('node -e 0') ?? []);
  const all = [...took].map(([command, times]) => ({ command, milliseconds: median(times) }));
  const rows: Row[] = all.map(({ command, milliseconds }) => ({
    command,
    'ms of processor time': rounded(milliseconds),
    ratio: rounded(milliseconds / bare, 1),
  }));
  const slow = all.filter(({ milliseconds }) => milliseconds >= target);
  return {
    tables: [{ title: 'The command line', rows }],
    target: {
      says: `under ${target} ms of processor time`,
      met: slow.length === 0,
      heldBackBy: slow.map(({ command, milliseconds }) => `${command} takes ${rounded(milliseconds)} ms.`),
    },
    notes: [
      `Median of ${rounds} rounds in turns, after one that fills the compile cache. By npx it is that and npm's own start; where the Node.js on the PATH is an old one, that and another start of Node.js.`,
    ],
  };
}
