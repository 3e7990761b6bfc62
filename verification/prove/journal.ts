import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { CommandError } from '#cli/command-line';
import { counters } from './judge/index.ts';
import { StoryOnPaper } from './paper.ts';
import type { Story } from './story.ts';
import type { Tally } from './tally.ts';

const count = () => z.int().check(z.minimum(0));
const Counts = z.strictObject(
  Object.fromEntries(counters.map((name) => [name, count()])) as Record<
    (typeof counters)[number],
    ReturnType<typeof count>
  >,
);

const OnPaper = z.strictObject({
  seed: count(),
  /** The total of all runs. */
  seconds: z.number(),
  scenarios: count(),
  counts: Counts,
  /** How many stories of each kind have been played. */
  played: z.record(z.string(), count()),
  failures: z.array(
    z.strictObject({
      story: StoryOnPaper,
      counter: z.enum(counters),
      rule: z.string(),
      message: z.string(),
    }),
  ),
});
type OnPaper = z.infer<typeof OnPaper>;

/** How far a run is and what it has found, kept in a file so that a long run can be interrupted and continued. */
export class Journal {
  readonly #file: string | undefined;
  readonly #began = performance.now();
  #kept: OnPaper;

  /**
   * @param file created if it does not exist @default - nothing is kept
   * @throws CommandError if it holds no journal, or the journal of another seed
   */
  constructor(seed: number, file?: string) {
    this.#file = file;
    this.#kept =
      file !== undefined && existsSync(file)
        ? read(file, seed)
        : { seed, seconds: 0, scenarios: 0, counts: noCounts(), played: {}, failures: [] };
  }

  /** How many stories of a kind have been played, counting earlier runs. */
  played(what: string): number {
    return this.#kept.played[what] ?? 0;
  }

  /** Restores what earlier runs counted. */
  restore(tally: Tally): void {
    const { scenarios, counts, failures } = this.#kept;
    tally.restore(
      scenarios,
      counts,
      failures.map((one) => ({ ...one, story: one.story as Story })),
    );
  }

  /** Records how many stories of a kind have been played. Called after every round, so at most one round is played again. */
  note(what: string, played: number, tally: Tally): void {
    const { scenarios, counts, failures } = tally;
    const kept = { ...this.#kept, scenarios, counts: { ...counts }, failures: [...failures.values()] };
    this.#kept = { ...kept, played: { ...kept.played, [what]: played } } as OnPaper;
    if (this.#file === undefined) return;
    const seconds = Math.round(this.#kept.seconds + (performance.now() - this.#began) / 1000);
    // Written beside it and then renamed, so that a run that is stopped in between leaves the previous journal intact.
    writeFileSync(`${this.#file}.new`, `${JSON.stringify({ ...this.#kept, seconds }, null, 1)}\n`);
    renameSync(`${this.#file}.new`, this.#file);
  }
}

const noCounts = (): OnPaper['counts'] =>
  Object.fromEntries(counters.map((name) => [name, 0])) as OnPaper['counts'];

function read(file: string, seed: number): OnPaper {
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CommandError(`${file} is no journal of a run: ${(error as Error).message}`);
  }
  const parsed = OnPaper.safeParse(found);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CommandError(
      `${file} is no journal of a run: ${issue?.path.join('.') || 'it'}: ${issue?.message}`,
    );
  }
  if (parsed.data.seed !== seed)
    throw new CommandError(
      `${file} is the journal of a run with seed ${parsed.data.seed}, and this one has seed ${seed}. Go on with --seed ${parsed.data.seed}, or name another file.`,
    );
  return parsed.data;
}
