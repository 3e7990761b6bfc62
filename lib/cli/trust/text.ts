import { type Ladder, type Rung, rungNames } from '#core/trust/ladder';
import { shown } from '../commands/text.ts';
import { plain } from '../report/markdown.ts';
import { markdownTable, paint, table } from '../table.ts';

/** `✓`, and what it rests on, if not on watching. */
const mark = ({ reached, by }: Rung): string => `${reached ? '✓' : '–'}${reached && by ? ` (${by})` : ''}`;

/** A line for each runbook. */
export function laddersText(ladders: readonly Ladder[], environment: string): string {
  if (ladders.length === 0) return `No runbook that acts is deployed in ${environment}.`;
  return [
    ...table(
      [{ heading: 'RUNBOOK', whole: true }, 'MODE', ...rungNames.map((name) => name.toUpperCase()), 'NEXT'],
      ladders.map(({ runbook, mode, rungs, next }) => [runbook, mode, ...rungs.map(mark), next ?? 'nothing']),
    ),
    '',
    `nightshift trust ${ladders[0]?.runbook} --environment ${environment} says what each rung rests on.`,
  ].join('\n');
}

/** One ladder, a rung and what it rests on after another. */
export function ladderText({ runbook, environment, mode, version, rungs }: Ladder): string {
  const width = Math.max(...rungNames.map((name) => name.length));
  return [
    `${paint('bold', runbook)} in ${environment}, mode ${mode}${version ? `, version ${version.slice(0, 12)}` : ''}`,
    ...rungs.flatMap((rung) => [
      `  ${rung.reached ? paint('green', '✓') : paint('yellow', '–')} ${rung.rung.padEnd(width)}  ${shown(rung.evidence, 500)}${rung.by ? ` (${rung.by})` : ''}`,
      ...(rung.next ? [`    ${' '.repeat(width)}  next: ${shown(rung.next, 300)}`] : []),
    ]),
  ].join('\n');
}

/** The same in a report. */
export const ladderTable = (ladders: readonly Ladder[]): string[] =>
  ladders.length === 0
    ? ['No runbook that acts is deployed.']
    : markdownTable(
        ['Runbook', 'Mode', 'Rung', 'Reached', 'Evidence', 'Next'],
        ladders.flatMap(({ runbook, mode, rungs }) =>
          rungs.map((rung) => [
            plain(runbook, 60),
            mode,
            rung.rung,
            rung.reached ? (rung.by ?? 'yes') : 'no',
            plain(rung.evidence, 500),
            rung.next ? `\`${rung.next}\`` : '',
          ]),
        ),
      );
