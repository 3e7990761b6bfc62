/** Who changes something, why and when. Recorded with every change. */
export interface Change {
  readonly by: string;
  readonly why: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** A person's request can't be done, as one sentence for that person. Nothing was changed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
