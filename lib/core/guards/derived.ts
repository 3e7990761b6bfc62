import * as z from 'zod/mini';
import type { Facts } from '../facts.ts';
import * as listed from './all.ts';
import type { Asked, Judges, Moments, Written } from './guard.ts';

/** Everything that the program derives from the list of guards. */

type Listed = (typeof listed)[keyof typeof listed];
/** Ordered by `place`, since a module's exports are in alphabetical order. */
export const guards: readonly Listed[] = Object.values<Listed>(listed).sort(
  (one, other) => one.place - other.place,
);

type Part<Key extends keyof Listed> = Exclude<Listed[Key], undefined>;
type Together<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? { [Key in keyof All]: All[Key] }
  : never;

/** Merges the parts of all guards into one object. No type can express that the list holds all of them. */
const together = <One extends object>(parts: readonly (One | undefined)[]): Together<One> =>
  Object.assign({}, ...parts);

/** What a runbook may say under `guards`, by field. */
export const runbookFields: Together<Part<'runbook'>> = together(guards.map(({ runbook }) => runbook));
export type RunbookGuards = Written<Together<Part<'runbook'>>>;

/** What an environment may say about guards, by field. */
export const environmentFields: Together<Part<'environment'>> = together(
  guards.map(({ environment }) => environment),
);
export type EnvironmentGuards = Written<Together<Part<'environment'>>>;

/** The deployed form of all guards. */
export const DeployedGuards = z.strictObject(
  together<Part<'deployed'>>(guards.map(({ deployed }) => deployed)),
);
export type DeployedGuards = z.infer<typeof DeployedGuards>;

/** Codes of all guards' refusals, with their texts. */
export const guardTexts = together<Part<'reasons'>>(guards.map(({ reasons }) => reasons));

/** Any guard. It gets all fields and reads only its own. */
interface Any {
  fillIn: (runbook: RunbookGuards, environment: EnvironmentGuards | undefined) => Partial<DeployedGuards>;
  divided?: (guards: DeployedGuards, divided: (seconds: number) => number) => Partial<DeployedGuards>;
  asks?: (guards: DeployedGuards) => Asked;
  judges?: Judges<DeployedGuards, { readonly code: string; readonly facts: Facts }>;
  pagesWhen?: (guards: DeployedGuards) => string | undefined;
  remark?: (guards: DeployedGuards) => string | undefined;
}
const all: readonly Any[] = guards;

/** Fills in every default. @param environment `undefined` in a rehearsal without one */
export const fillIn = (runbook: RunbookGuards, environment: EnvironmentGuards | undefined): DeployedGuards =>
  Object.assign({}, ...all.map((one) => one.fillIn(runbook, environment)));

/** The same guards with shorter times. */
export const divided = (guards: DeployedGuards, by: (seconds: number) => number): DeployedGuards =>
  Object.assign({ ...guards }, ...all.map((one) => one.divided?.(guards, by)));

/** What has to be read for these guards. */
export const asked = (guards: DeployedGuards): Asked =>
  Object.assign({}, ...all.map((one) => one.asks?.(guards)));

/** The first refusal, in the order of the list. */
export function refusal<Moment extends keyof Moments>(
  moment: Moment,
  guards: DeployedGuards,
  seen: Moments[Moment],
): { readonly code: string; readonly facts: Facts } | undefined {
  for (const { judges } of all) {
    const refused = judges?.[moment]?.(guards, seen);
    if (refused) return refused;
  }
  return undefined;
}

/** For explain: each completes "A person is paged instead when …". */
export const pagesWhen = (guards: DeployedGuards): string[] =>
  all.flatMap((one) => one.pagesWhen?.(guards) ?? []);

/** For explain: sentences of their own. */
export const remarks = (guards: DeployedGuards): string[] => all.flatMap((one) => one.remark?.(guards) ?? []);
