/**
 * A mistake in one symbol of one file: a function, a constant, a class's method is none. It is found by its name in the syntax
 * tree, so that another wording or layout of the engine changes nothing.
 */
export interface Edit {
  /** From the repository's root. */
  readonly file: string;
  readonly symbol: string;
  readonly change: Change;
}

/** What is done to a symbol. Code is TypeScript's; `$&` in it stands for what was there. */
export type Change =
  /** A function that takes the real one first, then what that one is given. */
  | { readonly kind: 'wrap'; readonly code: string }
  /** Another value of a constant. */
  | { readonly kind: 'constant'; readonly code: string }
  /** Every property of this name, in every object in it, is left out. */
  | { readonly kind: 'drop'; readonly name: string }
  /** The same gets another value. */
  | { readonly kind: 'set'; readonly name: string; readonly code: string }
  /** Every call of a function of this name, or of a method, becomes something else. */
  | { readonly kind: 'call'; readonly name: string; readonly code: string }
  /** The condition of the nth `if` or `? :` in it, from 1, becomes something else. */
  | { readonly kind: 'test'; readonly nth: number; readonly code: string };

export const wrap = (file: string, symbol: string, code: string): Edit => ({
  ...{ file, symbol },
  change: { kind: 'wrap', code },
});

/** A function that only answers this, whatever it is given: an arrow's body. */
export const answers = (file: string, symbol: string, body: string): Edit =>
  wrap(file, symbol, `() => ${body}`);

/** The same for one that is awaited. */
export const resolves = (file: string, symbol: string, body: string): Edit =>
  wrap(file, symbol, `async () => ${body}`);

/** A function whose answer, `one`, becomes something else. */
export const changes = (file: string, symbol: string, code: string): Edit =>
  wrap(file, symbol, `(real, ...given) => { const one = real(...given); return ${code}; }`);

/** The same for one that is awaited. */
export const changesLater = (file: string, symbol: string, code: string): Edit =>
  wrap(file, symbol, `(real, ...given) => real(...given).then((one) => ${code})`);

export const constant = (file: string, symbol: string, code: string): Edit => ({
  ...{ file, symbol },
  change: { kind: 'constant', code },
});

export const drop = (file: string, symbol: string, name: string): Edit => ({
  ...{ file, symbol },
  change: { kind: 'drop', name },
});

export const set = (file: string, symbol: string, name: string, code: string): Edit => ({
  ...{ file, symbol },
  change: { kind: 'set', name, code },
});

export const call = (file: string, symbol: string, name: string, code: string): Edit => ({
  ...{ file, symbol },
  change: { kind: 'call', name, code },
});

export const test = (file: string, symbol: string, nth: number, code: string): Edit => ({
  ...{ file, symbol },
  change: { kind: 'test', nth, code },
});

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
  /** Why no story can see it: another keeper of the same promise makes up for it in every one. @default - one has to */
  readonly equivalent?: string;
}

/** One line for each mutant. */
export const mutant = (rule: string, name: string, ...edits: readonly Edit[]): Mutant => ({
  name,
  rule,
  edits,
});

/** One that nobody sees, and why. */
export const equivalent = (
  rule: string,
  name: string,
  because: string,
  ...edits: readonly Edit[]
): Mutant => ({ name, rule, edits, equivalent: because });
