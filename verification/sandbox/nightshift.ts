import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { localAwsEnvironment } from './emulator/environment.ts';
import { environment } from './names.ts';
import { places, root } from './places.ts';

const program = join(root, 'bin', 'nightshift.mjs');

/** How long a command may take, in milliseconds; it usually takes a second. */
const patience = 300_000;

/** A command's output and exit status. */
export interface Said {
  /** 0: done; 1: not everything was done; 2: invalid usage. */
  readonly status: number;
  readonly text: string;
}

/** As a person would type it. */
export const typed = (args: readonly string[]): string =>
  ['nightshift', ...args.map((word) => (/^[\w-]+$/.test(word) ? word : JSON.stringify(word)))].join(' ');

/**
 * Runs `nightshift` in its own process, in the project that is deployed in the local AWS.
 * @param hear receives what it writes to stderr, as it does
 */
export const nightshift = (
  endpoint: string,
  args: readonly string[],
  hear: (text: string) => void = () => {},
): Promise<Said> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [program, ...args, '--environment', environment],
      {
        cwd: places.project,
        env: { ...localAwsEnvironment(endpoint), NO_COLOR: '1' },
        timeout: patience,
      },
      (error, stdout, stderr) => {
        const status = typeof error?.code === 'number' ? error.code : error ? 1 : 0;
        resolve({ status, text: `${stdout}${stderr}`.trim() });
      },
    );
    child.stderr?.on('data', (text: string | Buffer) => hear(String(text)));
  });
