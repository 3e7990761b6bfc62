/** Who changes something, why and when: kept with every change. */
export interface Change {
  readonly by: string;
  readonly why: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What a person asked for can't be done, in one sentence for that person. Nothing was changed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
