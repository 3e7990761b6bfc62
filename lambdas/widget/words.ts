import { type Html, html } from '#core/html';
import type { Incident, Verdict } from '#core/incident/records';
import { formatSeconds, secondsBetween } from '#core/time';
import { open } from './contract.ts';

/** How a verdict is shown. The sign and the name make it clear without the color. */
const known: Readonly<
  Record<Verdict | typeof open, { sign: string; colour: 'good' | 'bad' | 'waiting' | 'quiet' }>
> = {
  open: { sign: '…', colour: 'waiting' },
  healed: { sign: '✓', colour: 'good' },
  'self-recovered': { sign: '✓', colour: 'good' },
  escalated: { sign: '✕', colour: 'bad' },
  suppressed: { sign: '–', colour: 'quiet' },
  'by-hand': { sign: '–', colour: 'quiet' },
  duplicate: { sign: '–', colour: 'quiet' },
};

export function badge(verdict: Verdict | typeof open = open): Html {
  const { sign, colour } = known[verdict];
  return html`<span class="verdict ${colour}"><span aria-hidden="true">${sign}</span> ${verdict}</span>`;
}

/** From the alarm to the verdict. */
export const took = ({ since, verdictAt }: Pick<Incident, 'since' | 'verdictAt'>): string =>
  verdictAt ? formatSeconds(secondsBetween(since, verdictAt)) : '';
