import type * as z from 'zod/mini';
import type { Facts } from '../facts.ts';
import type { PathTest } from './path-test.ts';
import type { RunLimits } from './run-limits.ts';

/** Fields and the schema of each; docstrings on them show in the editor. */
export type Shape = Readonly<Record<string, z.core.$ZodType>>;
export type NoFields = Readonly<Record<never, never>>;

/** What has been read with these fields. */
export type Fields<S extends Shape> = z.infer<z.ZodMiniObject<S>>;

/** What a file with these fields holds. */
export type Written<S extends Shape> = keyof S extends never ? unknown : DeepReadonly<Fields<S>>;

export type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

/** The text of each code, from its facts. */
export type Texts = Readonly<Record<string, (facts: never) => string>>;

/** One of a guard's own codes, with the facts that its text needs. */
export type Refusal<T extends Texts> = {
  [Code in keyof T & string]: { readonly code: Code; readonly facts: FactsOf<T[Code]> };
}[keyof T & string];

type FactsOf<Text> = Text extends (facts: infer Given) => string ? Given & Facts : never;

/** What is read for guards alone. Admit reads it once, beside everything else, and only where a guard asks. */
export interface Asked {
  /** ARNs of SSM change calendars. */
  readonly calendars?: readonly string[];
  /** Names of alarms. */
  readonly alarms?: readonly string[];
}

/** The answers; what could not be read says why. */
export interface Answers {
  /** All of the calendars together. @default - nobody asked */
  readonly calendars?: { readonly state: string; readonly until: string } | { readonly unreadable: string };
  /** By name. @default - nobody asked */
  readonly alarms?: Readonly<Record<string, { readonly state: string } | { readonly unreadable: string }>>;
}

/** When a guard is asked, and what is known then. */
export interface Moments {
  /** Before anything acts, for an alarm or by hand. */
  readonly always: { readonly answers: Answers };
  /** For an alarm, in each mode that acts or only watches. */
  readonly alarm: { readonly ageSeconds: number; readonly now: Date };
  /** Only where no person is asked: in mode `auto`. */
  readonly alone: {
    readonly pathTests: readonly PathTest[];
    readonly environment: string;
    readonly now: Date;
  };
  /** Only in mode `auto`: a refusal pages nobody, a person is asked before each step, as in mode `approve`. */
  readonly unasked: { readonly version: string | undefined; readonly now: Date };
  /** For each target, with its lock about to be taken in the same transaction. */
  readonly target: { readonly target: string; readonly limits: RunLimits; readonly now: Date };
}

/** What judges deployed guards: pure, and nothing where it has no objection. */
export type Judges<Deployed, Refused> = {
  readonly [M in keyof Moments]?: (guards: Deployed, seen: Moments[M]) => Refused | undefined;
};

/** One guard: all that the program knows of it. */
export interface Guard<
  Runbook extends Shape,
  Environment extends Shape,
  Deployed extends Shape,
  Reasons extends Texts,
> {
  /** Its place among the guards, each with its own: the first that refuses gives the reason, and explain tells them in this order. */
  readonly place: number;
  /** What a runbook may say under `guards`. @default - nothing */
  readonly runbook?: Runbook;
  /** What an environment may say. @default - nothing */
  readonly environment?: Environment;
  /** What is deployed of it: durations in seconds, part of the state machine's definition. */
  readonly deployed: Deployed;
  /**
   * Fills in the defaults.
   * @param environment `undefined` in a rehearsal without one
   */
  readonly fillIn: (
    runbook: Written<Runbook>,
    environment: Written<Environment> | undefined,
  ) => Fields<Deployed>;
  /** The same in a sandbox, where time is shorter. @default - it has no durations */
  readonly divided?: (
    guards: Fields<Deployed>,
    divided: (seconds: number) => number,
  ) => Partial<Fields<Deployed>>;
  /** Codes of its refusals and their texts, which complete "Not acting because …". @default - it refuses nothing */
  readonly reasons?: Reasons;
  /** What has to be read for it alone. @default - nothing */
  readonly asks?: (guards: Fields<Deployed>) => Asked;
  readonly judges?: Judges<Fields<Deployed>, Refusal<Reasons>>;
  /** For explain: completes "A person is paged instead when …". @default - nothing is said */
  readonly pagesWhen?: (guards: Fields<Deployed>) => string | undefined;
  /** For explain: a sentence of its own. @default - none */
  readonly remark?: (guards: Fields<Deployed>) => string | undefined;
  /** The rule that the proof's mutants break. @default - none, and why not */
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
