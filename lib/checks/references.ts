import { FromAlarm, matchesPattern } from '#core/runbook/runbook';
import {
  filledInDimensions,
  isFromAlarm,
  isFromEnvironment,
  missingValues,
  readsOf,
  type Values,
} from '#define/values';
import { isNarrowEnough, narrowPattern } from './adoption.ts';
import { type Check, type Context, eachRunbook, isSound, type RunbookDraft } from './draft.ts';
import { parse, problemsOf } from './parse.ts';
import { oneOf, type Path, type Problem, problemAt } from './problem.ts';
import { FromEnvironment } from './schema.ts';

/** The environment's values for a runbook; none if the runbook has no entry. */
export const valuesFor = (
  { sections: { id } }: RunbookDraft,
  { environment }: Context,
): Values | undefined => {
  const { runbooks = {} } = environment.sections;
  return id !== undefined && Object.hasOwn(runbooks, id) ? runbooks[id] : undefined;
};

/** Why this environment does not deploy a runbook, or `undefined` if it does. */
export function whyNotDeployed(runbook: RunbookDraft, context: Context): string | undefined {
  const values = valuesFor(runbook, context);
  if (!values) return `no entry under \`runbooks\` in ${context.environment.file}`;
  const missing = missingValues(readsOf(runbook.steps, runbook.sections), values);
  if (missing.length === 0) return undefined;
  return `\`runbooks.${runbook.sections.id}\` in ${context.environment.file} lacks ${missing.join(', ')}, and its mode is off`;
}

/**
 * An entry says that the runbook is wanted here. Without a value that it reads, it would silently not be deployed, even if it is
 * deployed today and only begins to read one more.
 */
export const valuesAreThere: Check = (context) =>
  context.runbooks.flatMap((runbook) => {
    const { file, sections } = context.environment;
    const { id = '', mode } = runbook.sections;
    const values = valuesFor(runbook, context);
    if (!values || !isSound(runbook, 'id', 'when', 'recovered')) return [];
    if ((sections.modes?.[id] ?? mode) === 'off') return [];
    return missingValues(readsOf(runbook.steps, runbook.sections), values).map((name) => {
      const expected = `a value, which ${runbook.file} reads; to leave the runbook out of this environment, take its entry away or write modes: { '${id}': 'off' }`;
      return problemAt(file, ['runbooks', id, name], undefined, expected);
    });
  });

/** A value that nothing reads is most likely a misspelled one. */
export const valuesAreRead: Check = (context) =>
  context.runbooks.flatMap((runbook) => {
    if (!isSound(runbook, 'id', 'when', 'recovered') || !areReadable(runbook.steps)) return [];
    const names = readsOf(runbook.steps, runbook.sections).map(({ name }) => name);
    return Object.entries(valuesFor(runbook, context) ?? {})
      .filter(([name]) => !names.includes(name))
      .map(([name, value]) => {
        const path = ['runbooks', runbook.sections.id ?? '', name];
        const expected = oneOf(`a value that ${runbook.file} reads`, [...new Set(names)], name);
        return problemAt(context.environment.file, path, value, expected);
      });
  });

/** Whether all that the steps read is known, even where a step has some other mistake. */
const areReadable = (steps: RunbookDraft['steps']): boolean =>
  steps.length > 0 && steps.every((step) => step !== undefined);

/** A step's parameters name values and dimensions in the shape that `fromEnvironment` and `fromAlarm` give them. */
export const referencesAreWellFormed = eachRunbook(({ file, steps }) =>
  steps.flatMap((step, index) =>
    Object.entries(step?.parameters ?? {}).flatMap(([key, value]) => {
      const schema = referenceSchema(value);
      if (!schema) return [];
      const path = ['steps', index, 'parameters', key];
      return problemsOf(schema, value, parse(schema, value).issues, { file, path });
    }),
  ),
);

/** Whether a parameter is a literal, or a reference in the right shape. */
export function isWellFormed(value: unknown): boolean {
  const schema = referenceSchema(value);
  return !schema || parse(schema, value).issues.length === 0;
}

const referenceSchema = (value: unknown) =>
  isFromEnvironment(value) ? FromEnvironment : isFromAlarm(value) ? FromAlarm : undefined;

/** What an alarm may name is spelled out: a list of exact values or a narrow pattern. */
export const alarmsNameAllowedValues = eachRunbook((runbook) =>
  fromAlarmsIn(runbook).flatMap(({ reference: { fromAlarm }, path }) => {
    const at = [...path, 'fromAlarm'];
    const problems =
      fromAlarm.dimension === ''
        ? [problemAt(runbook.file, [...at, 'dimension'], '', "the name of one of the alarm's dimensions")]
        : [];
    return [...problems, ...allowedProblems(runbook.file, [...at, 'allowed'], fromAlarm.allowed)];
  }),
);

function allowedProblems(file: string, path: Path, allowed: string | readonly string[]): Problem[] {
  if (typeof allowed === 'string') {
    const isNarrow = allowed.includes('*') ? isNarrowEnough(allowed) : allowed !== '';
    return isNarrow ? [] : [problemAt(file, path, allowed, narrowPattern)];
  }
  if (allowed.length === 0) {
    return [problemAt(file, path, allowed, 'at least one value; an empty set does not mean all')];
  }
  return allowed.flatMap((value, index) =>
    value === '' || value.includes('*')
      ? [
          problemAt(
            file,
            [...path, index],
            value,
            'an exact value; a pattern with * stands alone, not in a list',
          ),
        ]
      : [],
  );
}

/** An alarm that comes with the runbook is known: it has the dimensions that the runbook reads from it. */
export const createdAlarmsAreReadable = eachRunbook((runbook, context) =>
  (runbook.sections.when?.creates ?? []).flatMap(({ name, dimensions }, index) => {
    const filled = filledInDimensions(dimensions, valuesFor(runbook, context) ?? {});
    const path = ['when', 'creates', index, 'dimensions'];
    return fromAlarmsIn(runbook).flatMap(({ reference: { fromAlarm } }) => {
      const { dimension, allowed } = fromAlarm;
      const value = filled[dimension];
      if (dimensions === undefined || !Object.hasOwn(dimensions, dimension)) {
        const expected = `the dimension ${dimension}, which this runbook reads off its alarm ${name}`;
        return [problemAt(runbook.file, path, dimensions, expected)];
      }
      const isAllowed =
        value === undefined ||
        (typeof allowed === 'string' ? matchesPattern(value, allowed) : allowed.includes(value));
      const expected = `a value that fromAlarm allows: ${typeof allowed === 'string' ? allowed : allowed.join(', ')}`;
      return isAllowed ? [] : [problemAt(runbook.file, [...path, dimension], value, expected)];
    });
  }),
);

function fromAlarmsIn({ steps, sections }: RunbookDraft): { reference: FromAlarm; path: Path }[] {
  const places = [
    ...steps.map((step, index) => ({ record: step?.parameters, path: ['steps', index, 'parameters'] })),
    { record: sections.recovered?.andMetric?.dimensions, path: ['recovered', 'andMetric', 'dimensions'] },
  ];
  return places.flatMap(({ record, path }) =>
    Object.entries(record ?? {}).flatMap(([key, value]) =>
      isFromAlarm(value) && isWellFormed(value) ? [{ reference: value, path: [...path, key] }] : [],
    ),
  );
}
