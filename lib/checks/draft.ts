import type * as z from 'zod/mini';
import type { Action } from '#core/action/define-action';
import type { EnvironmentSpec } from '#define/environment';
import type { RunbookSpec, StepSpec } from '#define/runbook';
import { fieldsOf, parse, problemsOf } from './parse.ts';
import type { Problem } from './problem.ts';
import { EnvironmentSchema, RunbookSchema } from './schema.ts';

/** A file's default export, not yet checked. */
export interface Source {
  /** Path from the repository's top, e.g. `runbooks/checkout-api-errors.ts`. */
  readonly file: string;
  readonly spec: unknown;
  /** The file's text, so that a mistake's line can be named. @default - no line is named */
  readonly text?: string;
}

/**
 * The part of a file that its schema could read. One mistake must not hide others, so the following checks continue with every
 * section in which the schema found nothing.
 */
export interface Draft<Spec> extends Source {
  /** The sound sections. A missing section was left out or is unsound; see `unsound`. */
  readonly sections: Readonly<Partial<Spec>>;
  /** Sections with a mistake. Nothing that depends on them is checked. */
  readonly unsound: ReadonlySet<PropertyKey>;
  /** What the schema found. */
  readonly problems: readonly Problem[];
}

export interface RunbookDraft extends Draft<RunbookSpec> {
  /** The steps one by one, also where another one is unsound; `undefined` for those that can't be read at all. */
  readonly steps: ReadonlyArray<Pick<StepSpec, 'action' | 'parameters'> | undefined>;
}

export type EnvironmentDraft = Draft<EnvironmentSpec>;

/** The input of a check. */
export interface Context {
  readonly runbooks: readonly RunbookDraft[];
  readonly environment: EnvironmentDraft;
  readonly actions: Readonly<Record<string, Action>>;
}

/** Finds mistakes of one kind. */
export type Check = (context: Context) => Problem[];

/** A check that looks at one runbook at a time. */
export const eachRunbook =
  (check: (runbook: RunbookDraft, context: Context) => Problem[]): Check =>
  (context) =>
    context.runbooks.flatMap((runbook) => check(runbook, context));

/** Whether the schema found nothing in these sections. */
export const isSound = <Spec>(draft: Draft<Spec>, ...sections: (keyof Spec)[]): boolean =>
  sections.every((section) => !draft.unsound.has(section));

export const draftEnvironment = (source: Source): EnvironmentDraft => draftOf(EnvironmentSchema, source);

export function draftRunbook(source: Source): RunbookDraft {
  const draft = draftOf(RunbookSchema, source);
  return { ...draft, steps: draft.sections.steps ?? readableSteps(source.spec) };
}

function draftOf<Shape extends Readonly<Record<string, z.core.$ZodType>>>(
  schema: z.ZodMiniObject<Shape>,
  source: Source,
): Draft<z.output<z.ZodMiniObject<Shape>>> {
  const { issues } = parse(schema, source.spec);
  const unsound = fieldsOf(schema, issues);
  const sections: Record<string, unknown> = {};
  for (const [key, section] of Object.entries(schema.shape)) {
    const value = unsound.has(key)
      ? undefined
      : parse(section, (source.spec as Record<string, unknown>)[key]).value;
    if (value !== undefined) sections[key] = value;
  }
  return {
    ...source,
    sections: sections as Partial<z.output<z.ZodMiniObject<Shape>>>,
    unsound,
    problems: problemsOf(schema, source.spec, issues, { file: source.file, path: [] }),
  };
}

/** Steps of an unsound list whose action and parameters can be checked anyway. */
function readableSteps(spec: unknown): RunbookDraft['steps'] {
  const steps = (spec as { steps?: unknown } | null | undefined)?.steps;
  return Array.isArray(steps) ? steps.map((step) => (isReadable(step) ? step : undefined)) : [];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isReadable = (step: unknown): step is Pick<StepSpec, 'action' | 'parameters'> =>
  isRecord(step) && typeof step['action'] === 'string' && isRecord(step['parameters']);
