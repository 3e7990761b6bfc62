import type { Evidence } from './evidence/evidence.ts';

/** A planted mistake, and whether the judge saw it. */
export interface Planted {
  /** A full sentence: what is wrong. */
  readonly mistake: string;
  readonly seen: boolean;
}

/** What a judge says. */
export interface Verdict {
  /** What was compared, with counts: `812 calls of 51 operations`. */
  readonly checked: string;
  /** What is wrong, a sentence each; any of them fails the build. */
  readonly findings: readonly string[];
  /** Never empty: it shows that the judge can find mistakes. */
  readonly planted: readonly Planted[];
}

/** A judge that is not ours: AWS's own tool, AWS's own data, or an independent implementation. */
export interface Judge {
  readonly name: string;
  /** The tool, with its version. */
  readonly by: string;
  /** Downloads and installs it if missing. */
  readonly prepare: () => Promise<void>;
  readonly judge: (evidence: Evidence) => Promise<Verdict>;
}
