import type { Deployed, Resource } from './resources.ts';

/** Where a deployment breaks a promise. */
export interface Finding {
  readonly resource: Resource;
  readonly field: string;
  readonly found: unknown;
  readonly expected: string;
}

/** A promise that every deployment keeps. */
export type Invariant = (deployed: Deployed) => Finding[];
