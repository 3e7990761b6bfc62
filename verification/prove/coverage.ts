import type { Played } from './play.ts';
import { kindOf, type Story } from './story.ts';

/**
 * The combinations that a run has seen: which rule was at work, in which workflow state, and which fault struck. A story that
 * shows a new combination is new ground.
 */
export class Coverage {
  readonly #cells = new Map<string, number>();
  readonly #happenings = new Map<string, number>();

  /** @returns how many cells the story is the first to show */
  add({ cells, complete }: Pick<Played, 'cells' | 'complete'>, { happenings }: Story): number {
    let found = 0;
    for (const cell of cells) {
      const before = this.#cells.get(cell) ?? 0;
      if (before === 0) found++;
      this.#cells.set(cell, before + 1);
    }
    for (const kind of complete ? happenings.map(kindOf) : [])
      this.#happenings.set(kind, (this.#happenings.get(kind) ?? 0) + 1);
    return found;
  }

  get size(): number {
    return this.#cells.size;
  }

  /** How often a happening of this kind has come to pass, in stories of which everything did. */
  seen(kind: string): number {
    return this.#happenings.get(kind) ?? 0;
  }

  /** How many combinations of each rule were seen, for a table; most first. */
  byRule(): { rule: string; combinations: number; stories: number }[] {
    const rules = Map.groupBy(this.#cells, ([cell]) => cell.split(' | ')[0] ?? '');
    return [...rules]
      .map(([rule, cells]) => ({
        rule,
        combinations: cells.length,
        stories: cells.reduce((sum, [, count]) => sum + count, 0),
      }))
      .sort((one, other) => other.combinations - one.combinations);
  }
}
