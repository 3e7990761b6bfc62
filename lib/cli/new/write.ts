import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isRepository } from '#project/project';
import { CommandError } from '../command-line.ts';
import { layOut } from '../lay-out.ts';
import type { NewFile } from './templates.ts';

/** Tracks the files it writes, so a failure can remove them. */
export class Written {
  /** What was done, file by file: `Wrote …`. */
  readonly log: string[] = [];
  /** The files, from the repository's root. */
  readonly paths: string[] = [];
  readonly root: URL;
  private readonly created: string[] = [];

  constructor(root: URL) {
    this.root = root;
  }

  /**
   * Writes a new file.
   * @throws CommandError if there is one already
   */
  async add({ path, text }: NewFile): Promise<void> {
    const file = new URL(path, this.root);
    const firstFolder = await mkdir(new URL('./', file), { recursive: true });
    if (firstFolder !== undefined) this.created.push(firstFolder);
    await writeFile(file, text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST'
        ? new CommandError(`${path} exists already, so nothing was written.`)
        : error;
    });
    this.created.push(fileURLToPath(file));
    this.paths.push(path);
    this.log.push(`Wrote ${path}`);
  }

  /** Adds to an existing file. Do this last: it is not undone. */
  async change(path: string, changed: (text: string) => string): Promise<void> {
    const file = new URL(path, this.root);
    await writeFile(file, changed(await readFile(file, 'utf8')));
    this.paths.push(path);
    this.log.push(`Added it to ${path}`);
  }

  /** Formats the code, since line breaks depend on the length of the name. */
  async format(): Promise<void> {
    const done = await layOut(
      this.root,
      this.paths.filter((path) => path.endsWith('.ts')),
    );
    // A project has its own formatter, or none.
    if (!done && isRepository(this.root))
      this.log.push('The formatter could not be run; npm run format does it later.');
  }

  /** Removes what was created here, and nothing else. */
  async takeBack(): Promise<void> {
    for (const path of this.created.reverse()) await rm(path, { recursive: true, force: true });
  }
}
