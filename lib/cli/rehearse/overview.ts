import { worstCase } from '#checks/timing';
import { formatSeconds } from '#core/time';
import { deployable } from '#testing/deployable';
import { type Rehearsal, rehearse } from '#testing/rehearse';
import { table } from '../table.ts';
import type { Known } from './known.ts';

/** How one runbook does when each step in turn is the one that helps, and when none helps. */
export interface Line {
  readonly runbook: string;
  /** The runbook's own; every night is rehearsed in mode auto. */
  readonly mode: string;
  readonly healed: ReadonlyArray<{
    readonly step: number;
    readonly verdict: string;
    readonly seconds: number | null;
  }>;
  readonly escalated: { readonly verdict: string; readonly seconds: number | null; readonly inTime: boolean };
  readonly worstCaseSeconds: number;
  readonly pageBySeconds: number;
  /** What went wrong, a sentence each. */
  readonly troubles: readonly string[];
}

/** Rehearses a runbook on all these nights. */
export async function overviewOf({ spec, values }: Known): Promise<Line> {
  const own = deployable(spec, { values }).runbook;
  const nights: Rehearsal[] = [];
  for (const step of own.steps.keys()) {
    nights.push(await rehearse(spec, { values, mode: 'auto', approves: true, healsAt: step + 1 }));
  }
  const none = await rehearse(spec, { values, mode: 'auto', approves: true });
  const inTime = none.pages.some(({ at }) => at <= none.deadline);
  const verdictOf = ({ verdict, seconds }: Rehearsal) => ({
    verdict: verdict ?? 'none',
    seconds: seconds ?? null,
  });
  return {
    runbook: spec.id,
    mode: own.mode,
    healed: nights.map((night, index) => ({ step: index + 1, ...verdictOf(night) })),
    escalated: { ...verdictOf(none), inTime },
    worstCaseSeconds: worstCase(own).total,
    pageBySeconds: own.page.pageBySeconds,
    troubles: [
      ...nights.flatMap((night, index) =>
        night.verdict === 'healed' ? [] : [`Step ${index + 1} helps, and still: ${night.incident?.summary}`],
      ),
      ...(inTime ? [] : ['When nothing helps, nobody is paged in time.']),
      ...[...nights, none].flatMap(({ leftBehind }) => leftBehind),
    ],
  };
}

/** A line each, in columns. */
export function overviewText(lines: readonly Line[]): string {
  const rows = lines.map((line) => [
    line.runbook,
    line.healed
      .map(
        ({ step, verdict, seconds }) =>
          `${verdict === 'healed' ? '' : `${verdict.toUpperCase()} `}${step} in ${formatSeconds(seconds ?? 0)}`,
      )
      .join(', '),
    `${line.escalated.inTime ? '' : 'NOT IN TIME '}after ${formatSeconds(line.escalated.seconds ?? 0)}`,
    `${formatSeconds(line.worstCaseSeconds)} of ${formatSeconds(line.pageBySeconds)}`,
    line.mode,
  ]);
  const troubles = lines.flatMap(({ runbook, troubles: its }) =>
    its.map((trouble) => `${runbook}: ${trouble}`),
  );
  const [example] = lines;
  return [
    ...table(
      [{ heading: 'RUNBOOK', whole: true }, 'HEALED BY STEP', 'ELSE A PAGE', 'AT WORST', 'MODE'],
      rows,
    ),
    '',
    ...troubles,
    ...(troubles.length > 0 ? [''] : []),
    "Rehearsed in mode auto, whatever the runbook's own mode is. At worst: every step uses up its time, of what the page deadline allows.",
    ...(example
      ? [`nightshift rehearse ${example.runbook} --heals-at 1 tells one incident, minute by minute.`]
      : []),
  ].join('\n');
}
