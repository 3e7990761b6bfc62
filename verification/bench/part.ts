/** A line of a table: headings and what stands under them; units are in the headings. */
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
  /** What holds it back, a sentence each; empty when it is met. */
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

/** Measures something; says what it is at while it takes its time. */
export type Part = (progress: (doing: string) => void) => Promise<Measured>;

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return (low + high) / 2;
}

/** Rounded to so many digits after the point. */
export const rounded = (value: number, digits = 0): number => Number(value.toFixed(digits));
