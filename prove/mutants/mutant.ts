/** One exact snippet of one file of the engine, and what stands there instead. */
export interface Edit {
  /** From the repository's root. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * The engine with one mistake in it. Where the same mistake is kept out in several places, it is made in all of them:
 * what is shown then is that the proof sees the rule broken, not that one of its keepers is missing.
 */
export interface Mutant {
  /** What is wrong, in a few words. */
  readonly name: string;
  /** A guard, or a rule of the protocol by its number in `docs/architecture.md`. */
  readonly rule: string;
  readonly edits: readonly Edit[];
}
