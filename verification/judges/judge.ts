import type { Evidence } from './evidence/evidence.ts';

/** A mistake that was made on purpose, and whether the judge saw it. */
export interface Planted {
  /** A whole sentence: what was made wrong. */
  readonly mistake: string;
  readonly seen: boolean;
}

/** What a judge says. */
export interface Verdict {
  /** What was compared, with counts: `812 calls of 51 operations`. */
  readonly checked: string;
  /** What is wrong, a sentence each; any of them fails the build. */
  readonly findings: readonly string[];
  /** Never empty: a judge that cannot find anything wrong proves nothing. */
  readonly planted: readonly Planted[];
}

/** A judge that is not ours: AWS's own tool, AWS's own data, or an independent implementation. */
export interface Judge {
  readonly name: string;
  /** Who judges, with its version. */
  readonly by: string;
  /** Downloads and installs it, unless it is there. */
  readonly prepare: () => Promise<void>;
  readonly judge: (evidence: Evidence) => Promise<Verdict>;
}
