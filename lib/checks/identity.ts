import { basename } from 'node:path';
import { syntheticRunbook } from '#core/runbook/synthetic';
import { type Check, type Draft, eachRunbook } from './draft.ts';
import { oneOf, type Problem, problemAt, valueAt } from './problem.ts';

/** The id is the file's name, so that a person who reads an id on a page finds the file. */
export const idIsFileName = eachRunbook(({ file, sections }) => nameIsFileName(file, 'id', sections.id));

/** The same for environments. */
export const nameOfEnvironmentIsFileName: Check = ({ environment: { file, sections } }) =>
  nameIsFileName(file, 'name', sections.name);

/** File names that can be ids. */
const canBeId = /^[a-z][a-z0-9-]*$/;

function nameIsFileName(file: string, field: string, name: string | undefined): Problem[] {
  const fileName = basename(file, '.ts');
  if (name === undefined || name === fileName) return [];
  const expected = canBeId.test(fileName)
    ? `the file's name without .ts, ${fileName}`
    : `the file's name without .ts: rename the file to ${name}.ts, since ${fileName} can be no ${field} (lower-case letters, digits and hyphens, a letter first)`;
  return [problemAt(file, [field], name, expected)];
}

/** State machines and records are named after the runbook's id. */
export const idsAreUnique: Check = ({ runbooks }) => {
  const byId = Map.groupBy(
    runbooks.filter(({ sections }) => sections.id !== undefined),
    ({ sections }) => sections.id,
  );
  return [...byId].flatMap(([id, [first, ...others]]) =>
    others.map(({ file }) => problemAt(file, ['id'], id, `an id of its own; ${first?.file} has this one`)),
  );
};

/** The built-in runbook is deployed beside those of the files. */
export const idIsNotTaken = eachRunbook(({ file, sections: { id } }) =>
  id === syntheticRunbook
    ? [problemAt(file, ['id'], id, "another id: the synthetic alarm's own runbook is called so")]
    : [],
);

/** Entries under `runbooks` and `modes` of the environment are for runbooks that exist. */
export const environmentKnowsItsRunbooks: Check = ({ runbooks, environment: { file, spec } }) => {
  const ids = runbooks.flatMap(({ sections: { id } }) => id ?? []);
  const unknown = (section: 'runbooks' | 'modes') =>
    Object.entries(valueAt(spec, [section]) ?? {})
      .filter(([id]) => !ids.includes(id) && !isUnsoundRunbook(id, runbooks))
      .map(([id, entry]) => problemAt(file, [section, id], entry, oneOf('the id of a runbook', ids, id)));
  return [...unknown('runbooks'), ...unknown('modes')];
};

/** A runbook whose id is unsound exists anyway. */
const isUnsoundRunbook = (id: string, runbooks: readonly Draft<unknown>[]): boolean =>
  runbooks.some(({ file, unsound }) => unsound.has('id') && basename(file, '.ts') === id);
