import { readFileSync, writeFileSync } from 'node:fs';
import { formatTable } from '#verification/bench/report';
import { tell } from '../tell.ts';
import { groups } from './all.ts';
import { writeCatches } from './caught.ts';
import type { Hunted } from './hunt.ts';

/** Whether a mutant ended as expected: caught, or, if it is `equivalent`, not caught. */
export const isAsExpected = ({ mutant, caught }: Hunted): boolean =>
  (caught === undefined) === (mutant.equivalent !== undefined);

/** What became of the mutants, as a table for the terminal. */
export function huntTable(hunted: readonly Hunted[]): string {
  const rows = hunted.map(({ mutant, caught, played }) => ({
    mistake: mutant.name,
    'guard or rule': mutant.rule,
    'seen by': caught?.rule ?? (mutant.equivalent ? 'nobody, as expected' : 'SURVIVED'),
    stories: played,
  }));
  return formatTable({ title: 'Mutants of the engine, and what counts them', rows });
}

/** For each mutant, the story that caught it in plain English, or that it survived. */
export const huntStories = (hunted: readonly Hunted[]): string =>
  hunted
    .map(({ mutant, caught, played }) =>
      caught
        ? `${mutant.name}: ${caught.counter}: ${caught.message}\n  ${tell(caught.story).join('\n  ')}`
        : `${mutant.name}: SURVIVED ${played} stories.`,
    )
    .join('\n');

const cell = (text: string): string => text.replaceAll('|', '\\|');

const docs = new URL('../../../docs/proof.md', import.meta.url);

/** Marks the beginning and the end of the table in `docs/proof.md`. */
const mark = '<!-- mutants -->';

/** Replaces the table in `docs/proof.md`, and records which story caught which mutant. */
export function writeHunted(hunted: readonly Hunted[]): void {
  writeCatches(new Map(hunted.flatMap(({ mutant, caught }) => (caught ? [[mutant.name, caught]] : []))));
  const [before, , after] = readFileSync(docs, 'utf8').split(mark);
  writeFileSync(docs, [before, `\n\n${huntMarkdown(hunted)}\n\n`, after].join(mark));
}

const row = (cells: readonly (string | number)[]): string =>
  `| ${cells.map((one) => cell(String(one))).join(' | ')} |`;

/** The counts of each group, then the equivalent mutants with their reasons, then those that survived. */
function huntMarkdown(hunted: readonly Hunted[]): string {
  const counts = Object.entries(groups).map(([about, group]) => {
    const its = hunted.filter(({ mutant }) => group.includes(mutant));
    const caught = its.filter((one) => one.caught).length;
    const equivalent = its.filter(({ mutant }) => mutant.equivalent).length;
    return [about, its.length, caught, equivalent, its.length - caught - equivalent] as const;
  });
  const all = ([2, 3, 4, 1] as const).map((column) => counts.reduce((sum, one) => sum + one[column], 0));
  const [caught = 0, equivalent = 0, survived = 0, total = 0] = all;
  return [
    row(['mistakes in', 'mutants', 'caught', 'equivalent', 'survived']),
    row(['---', '---:', '---:', '---:', '---:']),
    ...[...counts, ['all', total, caught, equivalent, survived]].map(row),
    '',
    row(['equivalent', 'why no story can see it']),
    row(['---', '---']),
    ...hunted.flatMap(({ mutant }) => (mutant.equivalent ? [row([mutant.name, mutant.equivalent])] : [])),
    ...hunted.flatMap(({ mutant, caught: seen }) =>
      seen || mutant.equivalent ? [] : [`\nSurvived: ${mutant.name}.`],
    ),
  ].join('\n');
}
