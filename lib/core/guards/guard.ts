import type * as z from 'zod/mini';
import type { Facts } from '../facts.ts';
import type { PathTest } from './path-test.ts';
import type { RunLimits } from './run-limits.ts';

/** Fields with their schemas. The editor shows the docstrings on them. */
export type Shape = Readonly<Record<string, z.core.$ZodType>>;
export type NoFields = Readonly<Record<never, never>>;

/** The parsed values of these fields. */
export type Fields<S extends Shape> = z.infer<z.ZodMiniObject<S>>;

/** What a file may write in these fields. */
export type Written<S extends Shape> = keyof S extends never ? unknown : DeepReadonly<Fields<S>>;

export type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

/** The text of each code, from its facts. */
export type Texts = Readonly<Record<string, (facts: never) => string>>;

/** One of a guard's own codes, with the facts that its text needs. */
export type Refusal<T extends Texts> = {
  [Code in keyof T & string]: { readonly code: Code; readonly facts: FactsOf<T[Code]> };
}[keyof T & string];

type FactsOf<Text> = Text extends (facts: infer Given) => string ? Given & Facts : never;

/** What is read for guards alone. Admit reads it once, in parallel with everything else, and only if a guard asks. */
export interface Asked {
  /** ARNs of SSM change calendars. */
  readonly calendars?: readonly string[];
  /** Names of alarms. */
  readonly alarms?: readonly string[];
}

/** The answers, or why they could not be read. */
export interface Answers {
  /** All calendars together. @default - no guard asked */
  readonly calendars?: { readonly state: string; readonly until: string } | { readonly unreadable: string };
  /** By name. @default - no guard asked */
  readonly alarms?: Readonly<Record<string, { readonly state: string } | { readonly unreadable: string }>>;
}

/** When a guard is asked, and what it gets. */
export interface Moments {
  /** Before anything acts, for an alarm or by hand. */
  readonly always: { readonly answers: Answers };
  /** For an alarm, in each mode that acts or watches. */
  readonly alarm: { readonly ageSeconds: number; readonly now: Date };
  /** Only in mode `auto`, where no person is asked. */
  readonly alone: {
    readonly pathTests: readonly PathTest[];
    readonly environment: string;
    readonly now: Date;
  };
  /** Only in mode `auto`. A refusal pages nobody: a person is asked before each step, as in mode `approve`. */
  readonly unasked: { readonly version: string | undefined; readonly now: Date };
  /** For each target, whose lock is taken in the same transaction. */
  readonly target: { readonly target: string; readonly limits: RunLimits; readonly now: Date };
}

/** Judges a deployed guard: a pure function that returns a refusal or nothing. */
export type Judges<Deployed, Refused> = {
  readonly [M in keyof Moments]?: (guards: Deployed, seen: Moments[M]) => Refused | undefined;
};

/** One guard: everything that the program knows about it. */
export interface Guard<
  Runbook extends Shape,
  Environment extends Shape,
  Deployed extends Shape,
  Reasons extends Texts,
> {
  /** Its unique position. The first guard that refuses gives the reason, and `explain` lists them in this order. */
  readonly place: number;
  /** What a runbook may say under `guards`. @default - nothing */
  readonly runbook?: Runbook;
  /** What an environment may say. @default - nothing */
  readonly environment?: Environment;
  /** Its deployed form, part of the state machine's definition: durations in seconds. */
  readonly deployed: Deployed;
  /**
   * Fills in the defaults.
   * @param environment `undefined` in a rehearsal without one
   */
  readonly fillIn: (
    runbook: Written<Runbook>,
    environment: Written<Environment> | undefined,
  ) => Fields<Deployed>;
  /** The same in a sandbox with shorter times. @default - it has no durations */
  readonly divided?: (
    guards: Fields<Deployed>,
    divided: (seconds: number) => number,
  ) => Partial<Fields<Deployed>>;
  /** Codes of its refusals and their texts, which complete "Not acting because …". @default - it refuses nothing */
  readonly reasons?: Reasons;
  /** What is read for this guard alone. @default - nothing */
  readonly asks?: (guards: Fields<Deployed>) => Asked;
  readonly judges?: Judges<Fields<Deployed>, Refusal<Reasons>>;
  /** For `explain`: completes "A person is paged instead when …". @default - nothing */
  readonly pagesWhen?: (guards: Fields<Deployed>) => string | undefined;
  /** For `explain`: a separate sentence. @default - none */
  readonly remark?: (guards: Fields<Deployed>) => string | undefined;
  /** The rule that the proof's mutants break, or why there is none. */
  readonly proof: { readonly rule: string } | { readonly notProven: string };
}

/** Declares a guard. The identity function: it only fixes the types. */
export const guard = <
  Deployed extends Shape,
  Runbook extends Shape = NoFields,
  Environment extends Shape = NoFields,
  Reasons extends Texts = NoFields,
>(
  declared: Guard<Runbook, Environment, Deployed, Reasons>,
): Guard<Runbook, Environment, Deployed, Reasons> => declared;
