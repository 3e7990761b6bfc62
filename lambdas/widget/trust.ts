import { commandPath } from '#core/command-path';
import { foreign, type Html, html, named, type Part } from '#core/html';
import { reasonText } from '#core/reasons/reason';
import { syntheticRunbook } from '#core/runbook/synthetic';
import { effectiveMode, gated, type Switches } from '#core/switches/modes';
import { iso, plusSeconds } from '#core/time';
import { inTable, isReal, trustedDays } from '#core/trust/in-table';
import { type Ladder, ladderOf, type Rung } from '#core/trust/ladder';
import type { Trusted } from './contract.ts';
import { type Asked, table } from './elements.ts';
import { mostRead, newest } from './read.ts';

/**
 * The ladder of trust of each deployed runbook, whatever the time range: what each rung rests on, and the command for the next.
 * What drills have proven comes with the deployment. Rehearsals do not, since only the repository knows of them.
 */
export async function trust(switches: Switches, asked: Asked): Promise<Html | undefined> {
  const { environment, deployed } = asked;
  const trusted = deployed.runbooks.filter(({ id }) => id !== syntheticRunbook);
  if (trusted.length === 0) return undefined;
  const ladders = await laddersOf(trusted, switches, asked);
  return table({
    caption: `What the trust in each runbook of ${environment} rests on, in the last ${trustedDays} days`,
    head: ['Runbook', 'Mode', 'Rehearsed', 'Watched', 'Drilled', 'Auto', 'Next'],
    rows: ladders.map(row),
  });
}

async function laddersOf(
  trusted: readonly Trusted[],
  switches: Switches,
  asked: Asked,
): Promise<(Ladder & { readonly because?: string })[]> {
  const { environment, now } = asked;
  const from = plusSeconds(now(), -trustedDays * 86_400);
  const read = await newest(
    { ...asked, filters: {}, since: from, until: iso(now()), after: undefined },
    mostRead,
  );
  const since = read.readUpTo?.since ?? from;
  const ofRunbook = Map.groupBy(read.incidents.filter(isReal).reverse(), ({ listed }) => listed.runbook);
  return Promise.all(
    trusted.map(async (runbook) => {
      const { id, proven, emulated = false } = runbook;
      const mode = gated(effectiveMode(id, runbook.mode, switches), runbook, now());
      const known = await inTable(asked, ofRunbook.get(id) ?? [], since, proven);
      const drillIn = proven?.environment ?? 'NAME';
      const ladder = ladderOf({
        ...{ environment, runbook, mode, proven, emulated, drillIn, rehearsed: 'elsewhere' },
        ...{ ...known, now: now() },
      });
      return mode.because ? { ...ladder, because: reasonText(mode.because) } : ladder;
    }),
  );
}

const row = ({ runbook, mode, because, rungs, next }: Ladder & { readonly because?: string }): Part[] => [
  named(runbook),
  because ? html`${mode}: ${foreign(because)}` : mode,
  ...rungs.map((rung) => html`${mark(rung)} ${foreign(rung.evidence)}`),
  next ? html`<code>${inFolder(next)}</code>` : 'nothing',
];

const mark = ({ reached, unknown }: Rung): string => (reached ? '✓' : unknown ? '?' : '–');

/** The command as it is typed in the project's folder. */
const inFolder = (command: string): string => command.replaceAll(/(^|&& )nightshift /g, `$1${commandPath} `);
