import { matchesPattern } from '#core/runbook/runbook';
import type { RunbookSpec } from '#define/index';
import { readsOf, type Values } from '#define/values';
import { CommandError } from '../command-line.ts';
import { closest } from '../explain/closest.ts';
import { explanationOf } from '../explain/explanation.ts';
import type { SourcedRunbook, Sources } from '../explain/sources.ts';

/** A runbook with the values that it is rehearsed with, and where they come from, in words. */
export interface Known {
  readonly spec: RunbookSpec;
  readonly values: Values;
  readonly valuesFrom: string;
}

/**
 * The runbook of this id, with the values of the environment that is named, or else of the first that deploys it at full
 * length, production before others.
 * @throws CommandError in one sentence
 */
export function knownRunbook(id: string, sources: Sources, environment?: string): Known {
  const ids = sources.runbooks.map(({ spec }) => spec.id);
  const runbook = sources.runbooks.find(({ spec }) => spec.id === id);
  if (!runbook) throw new CommandError(`There is no runbook ${JSON.stringify(id)}; ${closest(id, ids)}`);
  return withValues(runbook, sources, environment);
}

/** Every runbook, sorted by name. */
export const knownRunbooks = (sources: Sources, environment?: string): Known[] =>
  sources.runbooks.map((runbook) => withValues(runbook, sources, environment));

/** Whether a runbook's rule would match an alarm; for adoption by tag, only the name is checked. */
export const adopts = ({ when }: RunbookSpec, alarm: string): boolean =>
  [
    ...(when.alarms ?? []).map((name) => (typeof name === 'string' ? name : `${name.prefix}*`)),
    ...(when.creates ?? []).map(({ name }) => name),
    ...(when.taggedWithin === undefined ? [] : [when.taggedWithin]),
  ].some((pattern) => matchesPattern(alarm, pattern));

/** The runbook as if it adopted this alarm, too; unchanged if it does. */
export function adopting(known: Known, alarm: string): Known {
  const { spec, valuesFrom } = known;
  if (adopts(spec, alarm)) return known;
  const when = { ...spec.when, alarms: [...(spec.when.alarms ?? []), alarm] };
  return {
    ...known,
    spec: { ...spec, when },
    valuesFrom: `${valuesFrom}, as if it adopted the alarm ${alarm}`,
  };
}

/** The one runbook that adopts an alarm. @throws CommandError in one sentence */
export function adopterOf(alarm: string, sources: Sources, environment?: string): Known {
  const adopters = sources.runbooks.filter(({ spec }) => adopts(spec, alarm));
  const [only, ...more] = adopters;
  if (only && more.length === 0) return withValues(only, sources, environment);
  throw new CommandError(
    only
      ? `More than one runbook may adopt the alarm ${alarm} (${adopters.map(({ spec }) => spec.id).join(', ')}); say which.`
      : `No runbook adopts the alarm ${alarm}; name the runbook that should.`,
  );
}

function withValues(runbook: SourcedRunbook, sources: Sources, environment?: string): Known {
  const { spec } = runbook;
  const names = sources.environments.map((one) => one.spec.name);
  if (environment !== undefined && !names.includes(environment)) {
    throw new CommandError(
      `There is no environment ${JSON.stringify(environment)}; ${closest(environment, names)}`,
    );
  }
  const use = explanationOf(runbook, sources, environment).environment;
  const found = sources.environments.find((one) => one.spec.name === use?.environment);
  const values = found?.spec.runbooks[spec.id];
  if (values) return { spec, values, valuesFrom: `values of ${use?.environment}` };
  const reads = [...new Set(readsOf(spec.steps, spec).map(({ name }) => name))];
  const valuesFrom = reads.length === 0 ? 'no values to fill in' : `placeholders for ${reads.join(', ')}`;
  return { spec, values: {}, valuesFrom };
}
