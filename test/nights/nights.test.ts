import { readdirSync, readFileSync } from 'node:fs';
import type { RunbookSpec } from '#define/index';
import { loadRunbooks } from '#project/load';
import { type AdoptedNight, differences, replay } from '#testing/adopted';
import '#testing/matchers';
import { hushed } from '../support/scenes.ts';

hushed();

const folder = new URL('./', import.meta.url);
const nights = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file): AdoptedNight => JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
const runbooks = new Map(
  (await loadRunbooks()).map(({ spec }) => [(spec as RunbookSpec).id, spec as RunbookSpec]),
);

// Adopted with `nightshift adopt`: each ends as it did, or as "expected" in its file has been changed to say.
test.each(nights.map((night) => [night.incident, night.runbook, night] as const))(
  'the night of %s, runbook %s',
  async (_, id, night) => {
    const runbook = runbooks.get(id);
    if (!runbook) throw new Error(`There is no runbook ${id} any more: remove its nights with it.`);
    const rehearsal = await replay(night, runbook);
    expect(differences(night, rehearsal)).toEqual([]);
    expect(rehearsal).toLeaveNothingBehind();
  },
);

test('every file is named after its incident', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  expect(files).toEqual(nights.map(({ incident }) => `${incident}.json`));
  expect(nights.length).toBeGreaterThan(0);
});
