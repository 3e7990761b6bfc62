import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the judges' own files are. */
export const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..');
/** What judges install and write. */
export const workFolder = join(root, '.sandbox', 'judges');

/**
 * Installs a tool into its own folder, unless it was already installed from the same files.
 * @param from the files that pin its version: a change reinstalls it
 */
export async function installed(
  name: string,
  from: readonly string[],
  install: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(workFolder, name);
  const stampFile = join(folder, 'nightshift-stamp');
  const hash = createHash('sha256');
  for (const file of from) hash.update(readFileSync(file));
  const stamp = hash.digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await install(folder);
  writeFileSync(stampFile, stamp);
  return folder;
}

/** The virtual environment of the judges that are written in Python. */
export async function pythonInterpreter(): Promise<string> {
  const requirements = join(here, 'requirements.txt');
  const folder = await installed('python', [requirements], async (at) => {
    await run('python3', ['-m', 'venv', at]);
    // The list has every package, so pip has nothing to resolve.
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
    await run(join(at, 'bin', 'python'), [...pip, '--requirement', requirements]);
  });
  return join(folder, 'bin', 'python');
}

/**
 * Runs a program to its end.
 * @param input its input: one JSON text per line
 * @returns its output, line by line
 * @throws Error with the last lines of its output if it failed
 */
export function run(
  command: string,
  args: readonly string[],
  { cwd, input = [] }: { readonly cwd?: string; readonly input?: readonly unknown[] } = {},
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...(cwd ? { cwd } : {}), stdio: 'pipe' });
    let [written, said] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => {
      written += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
    child.on('error', (cause) =>
      reject(new Error(`${command} cannot be run; is it installed? ${cause.message}`, { cause })),
    );
    child.on('close', (status) => {
      if (status === 0) return resolve(written.split('\n').filter((line) => line !== ''));
      const last = `${written}\n${said}`.trim().split('\n').slice(-12).join('\n');
      reject(new Error(`${command} ${args.slice(0, 3).join(' ')} ended with ${status}:\n${last}`));
    });
    // A program that ends early leaves its input unread; its status says why.
    child.stdin.on('error', () => {});
    child.stdin.end(input.map((one) => `${JSON.stringify(one)}\n`).join(''));
  });
}
