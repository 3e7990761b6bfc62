import type { Incident, Verdict } from '#core/incident/records';
import { secondsBetween, spell } from '#core/time';
import { open } from './contract.ts';
import { type Html, html } from './html.ts';

/** A verdict as people read it; the sign and the words say it without the colour. */
const known: Readonly<
  Record<Verdict | typeof open, { sign: string; word: string; colour: 'good' | 'bad' | 'waiting' | 'quiet' }>
> = {
  open: { sign: '…', word: 'open', colour: 'waiting' },
  healed: { sign: '✓', word: 'healed', colour: 'good' },
  'self-recovered': { sign: '✓', word: 'recovered by itself', colour: 'good' },
  escalated: { sign: '✕', word: 'needed a person', colour: 'bad' },
  suppressed: { sign: '–', word: 'suppressed', colour: 'quiet' },
  'by-hand': { sign: '–', word: 'run by hand', colour: 'quiet' },
  duplicate: { sign: '–', word: 'duplicate', colour: 'quiet' },
};

export const verdictInWords = (verdict: Verdict | typeof open): string => known[verdict].word;

export function badge(verdict: Verdict | undefined): Html {
  const { sign, word, colour } = known[verdict ?? open];
  return html`<span class="verdict ${colour}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

/** From the alarm to the verdict. */
export const took = ({ since, verdictAt }: Pick<Incident, 'since' | 'verdictAt'>): string =>
  verdictAt ? spell(secondsBetween(since, verdictAt)) : '';
