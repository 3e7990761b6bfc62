import { readFileSync, writeFileSync } from 'node:fs';
import { formatTable } from '#verification/bench/report';
import { tell } from '../tell.ts';
import { writeCatches } from './caught.ts';
import type { Hunted } from './hunt.ts';

/** Whether a mutant became what was expected of it: seen, or not where nobody can see it. */
export const isAsExpected = ({ mutant, caught }: Hunted): boolean =>
  (caught === undefined) === (mutant.equivalent !== undefined);

/** What became of the mutants, for a terminal. */
export function huntTable(hunted: readonly Hunted[]): string {
  const rows = hunted.map(({ mutant, caught, played }) => ({
    mistake: mutant.name,
    'guard or rule': mutant.rule,
    'seen by': caught?.rule ?? (mutant.equivalent ? 'nobody, as expected' : 'SURVIVED'),
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

const docs = new URL('../../../docs/proof.md', import.meta.url);

/** Between two of these stands the table in `docs/proof.md`. */
const mark = '<!-- mutants -->';

/** Writes the table into `docs/proof.md`, in the place of the one that is there, and which story caught which mutant. */
export function writeHunted(hunted: readonly Hunted[]): void {
  writeCatches(
    new Map(hunted.flatMap(({ mutant, caught }) => (caught ? [[mutant.name, caught.story]] : []))),
  );
  const [before, , after] = readFileSync(docs, 'utf8').split(mark);
  writeFileSync(docs, [before, `\n\n${huntMarkdown(hunted)}\n\n`, after].join(mark));
}

const huntMarkdown = (hunted: readonly Hunted[]): string =>
  [
    '| guard or rule | mistake in the engine | seen by |',
    '| --- | --- | --- |',
    ...hunted.map(({ mutant, caught }) => {
      const seen = caught?.rule ?? (mutant.equivalent ? `nobody: ${mutant.equivalent}` : 'survived');
      return `| ${[mutant.rule, mutant.name, seen].map(cell).join(' | ')} |`;
    }),
  ].join('\n');
