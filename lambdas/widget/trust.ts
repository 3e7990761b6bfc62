import { foreign, type Html, html, named, type Part } from '#core/html';
import type { Listed } from '#core/incident/history';
import { precision, watchOf } from '#core/incident/watch';
import { reasonText } from '#core/reasons/reason';
import { syntheticRunbook } from '#core/runbook/synthetic';
import { effectiveMode, gated, type Switches } from '#core/switches/modes';
import type { Trusted } from './contract.ts';
import { type Asked, table } from './elements.ts';

/**
 * The ladder of trust of each deployed runbook, as far as the table and what was deployed know it: what watching has shown in this
 * span, what a drill has proven, and what it has done alone. Rehearsals are no part of what is deployed.
 */
export function trust(incidents: readonly Listed[], switches: Switches, asked: Asked): Html | undefined {
  const { environment, deployed } = asked;
  const trusted = deployed.runbooks.filter(({ id }) => id !== syntheticRunbook);
  if (trusted.length === 0) return undefined;
  return table({
    caption: `What the trust in each runbook of ${environment} rests on`,
    head: ['Runbook', 'Mode', 'Watched', 'Drilled', 'Acted'],
    rows: trusted.map((one) =>
      rungs(
        one,
        incidents.filter(({ listed }) => listed.runbook === one.id),
        switches,
        asked.now(),
      ),
    ),
  });
}

function rungs(one: Trusted, its: readonly Listed[], switches: Switches, now: Date): Part[] {
  const { mode, because } = gated(effectiveMode(one.id, one.mode, switches), one, now);
  const { watched, wouldAct, needless } = watchOf(its);
  const acted = its.filter(({ answer, verdict }) => answer === 'act' && verdict !== undefined);
  const healed = acted.filter(({ verdict }) => verdict === 'healed').length;
  return [
    named(one.id),
    because ? html`${mode}: ${foreign(reasonText(because))}` : mode,
    watched === 0 ? 'no' : `${watched}: ${wouldAct === 0 ? 'none to act on' : precision(wouldAct, needless)}`,
    drilled(one),
    acted.length === 0 ? 'no' : `${acted.length}, ${healed} healed`,
  ];
}

function drilled({ version, guards: { requireDrill: required } }: Trusted): Part {
  if (!required) return 'not required';
  const { proof } = required;
  if (!proof) return 'no';
  const { environment, incident, when } = proof;
  const which = proof.version === version ? '' : ', another version';
  return html`${when.slice(0, 10)} in ${foreign(environment)} (${foreign(incident)})${which}`;
}
