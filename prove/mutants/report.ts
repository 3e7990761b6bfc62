import { readFileSync, writeFileSync } from 'node:fs';
import { formatTable } from '../../bench/report.ts';
import { tell } from '../tell.ts';
import type { Hunted } from './hunt.ts';

/** What became of the mutants, for a terminal. */
export function huntTable(hunted: readonly Hunted[]): string {
  const rows = hunted.map(({ mutant, caught, played }) => ({
    mistake: mutant.name,
    'guard or rule': mutant.rule,
    'counted as': caught?.counter ?? 'SURVIVED',
    stories: played,
  }));
  return formatTable({ title: 'Mutants of the engine, and what counts them', rows });
}

/** How the one that is not seen, or the first story that sees one, reads. */
export const huntStories = (hunted: readonly Hunted[]): string =>
  hunted
    .map(({ mutant, caught, played }) =>
      caught
        ? `${mutant.name}: ${caught.counter}: ${caught.message}\n  ${tell(caught.story).join('\n  ')}`
        : `${mutant.name}: SURVIVED ${played} stories.`,
    )
    .join('\n');

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** An incident's id says nothing in a table. */
const withoutIds = (text: string): string =>
  text.replaceAll(/ \d{8}-\d{4}-[0-9a-f]{8}/g, '').replaceAll(/\/[0-9a-f]{64}/g, '/…');

const docs = new URL('../../docs/proof.md', import.meta.url);

/** Between two of these stands the table in `docs/proof.md`. */
const mark = '<!-- mutants -->';

/** Writes the table into `docs/proof.md`, in the place of the one that is there. */
export function writeHunted(hunted: readonly Hunted[]): void {
  const [before, , after] = readFileSync(docs, 'utf8').split(mark);
  writeFileSync(docs, [before, `\n\n${huntMarkdown(hunted)}\n\n`, after].join(mark));
}

const huntMarkdown = (hunted: readonly Hunted[]): string =>
  [
    '| mistake in the engine | guard or rule | counted as | what is said of it | the first story that sees it |',
    '| --- | --- | --- | --- | --- |',
    ...hunted.map(({ mutant, caught }) =>
      [
        '',
        mutant.name,
        mutant.rule,
        caught ? `\`${caught.counter}\`` : 'survived',
        withoutIds(caught?.message ?? ''),
        caught ? tell(caught.story).join(' ') : '',
        '',
      ]
        .map(cell)
        .join(' | ')
        .trim(),
    ),
  ].join('\n');
