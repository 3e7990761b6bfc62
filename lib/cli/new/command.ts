import { access } from 'node:fs/promises';
import { isRepository, projectRoot } from '#project/project';
import { CommandError } from '../command-line.ts';
import { closest } from '../explain/closest.ts';
import { loadSources, type Sources } from '../explain/sources.ts';
import { folderOfTexts, textOf } from '../explain/written.ts';
import type { Given } from '../spec.ts';
import { anyOf, type Kind, kinds, type Named, named } from './names.ts';
import { nextSteps } from './next.ts';
import { registered, registerFor } from './register.ts';
import { filesFor, type Layout } from './templates.ts';
import { Written } from './write.ts';

/** `nightshift new`, in this project. */
export function createHere(given: Given): Promise<string> {
  const root = projectRoot();
  return create(given, { root, layout: isRepository(root) ? 'repository' : 'project' }, () =>
    loadSources(root),
  );
}

/** Where files are written, and how they are laid out there. */
interface Place {
  readonly root: URL;
  readonly layout: Layout;
}

/**
 * `nightshift new`.
 * @param load loads the runbooks and environments, the new one among them
 * @returns what was written and what to do next
 * @throws CommandError; nothing is left behind then
 */
export async function create(
  { words: [kind = '', name = ''] }: Given,
  place: Place,
  load: () => Promise<Sources>,
): Promise<string> {
  const what = named(kindCalled(kind), name);
  await refuseTaken(what, place.root);
  const log = await write(what, place, load);
  return [...log, '', nextSteps(what, place.layout)].join('\n');
}

function kindCalled(word: string): Kind {
  const kind = kinds.find((known) => known === word);
  if (!kind) throw new CommandError(`There is no kind ${JSON.stringify(word)}; ${closest(word, kinds)}`);
  return kind;
}

const homes: Readonly<Record<Kind, (name: string) => string>> = {
  runbook: (name) => `runbooks/${name}.ts`,
  action: (name) => `actions/${name}`,
  channel: (name) => `channels/${name}`,
};

async function refuseTaken({ kind, name }: Named, root: URL): Promise<void> {
  const home = homes[kind](name);
  const isThere = await access(new URL(home, root)).then(
    () => true,
    () => false,
  );
  if (isThere) throw new CommandError(`There is ${anyOf(kind)} called ${name} already: ${home}.`);
}

async function write(what: Named, { root, layout }: Place, load: () => Promise<Sources>): Promise<string[]> {
  const written = new Written(root);
  try {
    for (const file of await filesFor(what, layout)) await written.add(file);
    // A project's own actions and channels are found by listing their folders, and it keeps no explained texts.
    if (layout === 'repository') await joinRepository(what, written, load);
  } catch (error) {
    await written.takeBack();
    throw error;
  }
  // A project formats its own code.
  if (layout === 'repository') await written.format();
  return written.log;
}

async function joinRepository(what: Named, written: Written, load: () => Promise<Sources>): Promise<void> {
  if (what.kind === 'runbook') await explainIn(what.name, written, await load());
  const register = registerFor(what);
  if (register) await written.change(register.path, (text) => registered(text, register));
}

async function explainIn(name: string, written: Written, sources: Sources): Promise<void> {
  const runbook = sources.runbooks.find(({ spec }) => spec.id === name);
  if (!runbook) throw new CommandError(`runbooks/${name}.ts was written and is not found there.`, 1);
  await written.add({ path: `${folderOfTexts}${name}.md`, text: textOf(runbook, sources) });
}
