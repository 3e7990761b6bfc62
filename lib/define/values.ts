import type { Path } from '#checks/problem';
import type { FromAlarm } from '#core/runbook/runbook';
import type { FromEnvironment } from './references.ts';
import type { RunbookSpec, StepSpec } from './runbook.ts';

/** The values that an environment supplies to one runbook. */
export type Values = Readonly<Record<string, string | number>>;

/** A place in a runbook that reads an environment value. */
export interface Read {
  /** The value's name. */
  readonly name: string;
  /** Where in the runbook it is read. */
  readonly path: Path;
}

/** Whether a parameter is read from the environment. */
export const isFromEnvironment = (value: unknown): value is FromEnvironment =>
  hasKey(value, 'fromEnvironment');

/** Whether a parameter is read from the alarm. */
export const isFromAlarm = (value: unknown): value is FromAlarm => hasKey(value, 'fromAlarm');

const hasKey = (value: unknown, key: string): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key);

/** Every value that a runbook reads with `fromEnvironment`. */
export function readsOf(
  steps: ReadonlyArray<Pick<StepSpec, 'parameters'> | undefined>,
  sections: Pick<Partial<RunbookSpec>, 'when' | 'recovered'>,
): Read[] {
  return [
    ...steps.flatMap((step, index) => readsIn(step?.parameters, ['steps', index, 'parameters'])),
    ...(sections.when?.creates ?? []).flatMap((alarm, index) =>
      readsIn(alarm.dimensions, ['when', 'creates', index, 'dimensions']),
    ),
    ...readsIn(sections.recovered?.andMetric?.dimensions, ['recovered', 'andMetric', 'dimensions']),
  ];
}

const readsIn = (record: Readonly<Record<string, unknown>> = {}, path: Path): Read[] =>
  Object.entries(record).flatMap(([key, value]) =>
    isFromEnvironment(value) ? [{ name: String(value.fromEnvironment), path: [...path, key] }] : [],
  );

/** The values that are read but not supplied, each once. */
export const missingValues = (reads: readonly Read[], values: Values): string[] => [
  ...new Set(reads.map(({ name }) => name).filter((name) => !Object.hasOwn(values, name))),
];

/** Fills in the environment's values. An entry without a value is left out. */
export const filledIn = (
  record: Readonly<Record<string, unknown>>,
  values: Values,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => {
      if (!isFromEnvironment(value)) return [[key, value]];
      const name = String(value.fromEnvironment);
      return Object.hasOwn(values, name) ? [[key, values[name]]] : [];
    }),
  );

/** The same for a metric's dimensions, which CloudWatch takes as text only. */
export const filledInDimensions = <Reference extends FromEnvironment | FromAlarm>(
  dimensions: Readonly<Record<string, string | Reference>> = {},
  values: Values,
): Record<string, string | Exclude<Reference, FromEnvironment>> =>
  Object.fromEntries(
    Object.entries(filledIn(dimensions, values)).map(([key, value]) => [
      key,
      typeof value === 'number' ? String(value) : value,
    ]),
  ) as Record<string, string | Exclude<Reference, FromEnvironment>>;
