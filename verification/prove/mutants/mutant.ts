/**
 * A mistake in one symbol of one file: a function or a constant, but not a class's method. The symbol is found by its name in the
 * syntax tree, so the mistake still applies after the engine is reworded or reformatted.
 */
export interface Edit {
  /** Relative to the repository's root. */
  readonly file: string;
  readonly symbol: string;
  readonly change: Change;
}

/** What is done to a symbol. `code` is TypeScript; in `constant`, `call` and `test`, `$&` stands for what it replaces. */
export type Change =
  /** Replaces a function by one that takes the real one first, then its arguments. */
  | { readonly kind: 'wrap'; readonly code: string }
  /** Gives a constant another value. */
  | { readonly kind: 'constant'; readonly code: string }
  /** Leaves out every property of this name, in every object in the symbol. */
  | { readonly kind: 'drop'; readonly name: string }
  /** Gives every such property another value. */
  | { readonly kind: 'set'; readonly name: string; readonly code: string }
  /** Replaces every call of a function or method of this name. */
  | { readonly kind: 'call'; readonly name: string; readonly code: string }
  /** Replaces the condition of the nth `if` or `? :` in the symbol, counting from 1. */
  | { readonly kind: 'test'; readonly nth: number; readonly code: string };

export const wrap = (file: string, symbol: string, code: string): Edit => ({
  ...{ file, symbol },
  change: { kind: 'wrap', code },
});

/** Makes a function ignore its arguments and return this. @param body of an arrow function */
export const answers = (file: string, symbol: string, body: string): Edit =>
  wrap(file, symbol, `() => ${body}`);

/** The same for a function that is awaited. */
export const resolves = (file: string, symbol: string, body: string): Edit =>
  wrap(file, symbol, `async () => ${body}`);

/** Replaces a function's result by `code`, in which `one` is the real result. */
export const changes = (file: string, symbol: string, code: string): Edit =>
  wrap(file, symbol, `(real, ...given) => { const one = real(...given); return ${code}; }`);

/** The same for a function that is awaited. */
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
 * The engine with one mistake in it. If several places prevent the same mistake, it is made in all of them: this shows that the
 * proof sees the rule broken, not that one of its safeguards is missing.
 */
export interface Mutant {
  /** What is wrong, in a few words. */
  readonly name: string;
  /** The guard, or the rule of the protocol by its number in `docs/architecture.md`. */
  readonly rule: string;
  readonly edits: readonly Edit[];
  /** Why no story can catch it: another safeguard of the same promise always makes up for it. @default - one has to catch it */
  readonly equivalent?: string;
}

/** A mutant that some story has to catch. */
export const mutant = (rule: string, name: string, ...edits: readonly Edit[]): Mutant => ({
  name,
  rule,
  edits,
});

/** A mutant that no story can catch, and why. */
export const equivalent = (
  rule: string,
  name: string,
  because: string,
  ...edits: readonly Edit[]
): Mutant => ({ name, rule, edits, equivalent: because });
