/** A row of a table: values by heading; units are in the headings. */
export type Row = Readonly<Record<string, string | number>>;

export interface Table {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** What a part has to reach. */
export interface Target {
  /** In words, with its unit. */
  readonly says: string;
  readonly met: boolean;
  /** Why it is not met, a sentence each; empty if it is. */
  readonly heldBackBy: readonly string[];
}

/** What a part found. */
export interface Measured {
  readonly tables: readonly Table[];
  /** @default - the part only reports */
  readonly target?: Target;
  /** What a reader has to know to read the tables: assumptions, what is left out. */
  readonly notes?: readonly string[];
}

/** Measures something and reports its progress. */
export type Part = (progress: (doing: string) => void) => Promise<Measured>;

/** The middle value; for an even count, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return (low + high) / 2;
}

/** Rounded to this many decimal places. */
export const rounded = (value: number, digits = 0): number => Number(value.toFixed(digits));
