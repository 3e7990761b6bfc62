import { type Html, html } from '#core/html';
import type { WholeIncident } from '#core/incident/history';
import type { TimelineEntry } from '#core/incident/records';
import { formatSeconds, secondsBetween } from '#core/time';
import { stripUnits } from './style.ts';

/** The phases of an incident: class and text. */
const parts = {
  checking: 'checking',
  acting: 'acting',
  waiting: 'waiting for the alarm',
  person: 'with a person',
} as const;
type PartName = keyof typeof parts;

interface Span {
  readonly part: PartName;
  readonly seconds: number;
}

/** An incident at a glance: how long it checked, acted and waited, and was with a person. */
export function strip({ incident, timeline }: WholeIncident, now: Date): Html | undefined {
  const end = incident.resolvedAt ?? incident.verdictAt ?? now.toISOString();
  const spans = spansOf(incident.since, timeline, end);
  const total = spans.reduce((sum, { seconds }) => sum + seconds, 0);
  if (total <= 0) return undefined;
  const sums = [...Map.groupBy(spans, ({ part }) => part)].map(
    ([part, its]) =>
      html`<span class="name"><span class="key ${part}"></span>${parts[part]} ${lasted(its.reduce((sum, { seconds }) => sum + seconds, 0))}</span> `,
  );
  return html`<div class="strip" aria-hidden="true">${spans.map(
    ({ part, seconds }) => html`<span class="${part} ${widthOf(seconds, total)}"></span>`,
  )}</div><p class="facts">${sums}</p>`;
}

const lasted = (seconds: number): string => (seconds < 1 ? 'under 1 s' : formatSeconds(seconds));

const widthOf = (seconds: number, total: number): string =>
  `w${Math.min(stripUnits, Math.max(1, Math.round((seconds / total) * stripUnits)))}`;

/** Spans from one line of the timeline to the next, each named after what its first line began. */
function spansOf(since: string, timeline: readonly TimelineEntry[], end: string): Span[] {
  const entries = [...timeline].sort((one, other) => (one.at < other.at ? -1 : 1));
  const moments = [since, ...entries.map(({ at }) => at), end];
  return moments.slice(1).flatMap((at, index): Span[] => {
    const seconds = secondsBetween(moments[index] ?? at, at);
    return seconds > 0 ? [{ part: partAfter(entries[index - 1], entries[index]), seconds }] : [];
  });
}

/** Between two lines of a step's Lambda it acts; after the last, it waits for the alarm to recover. */
function partAfter(entry: TimelineEntry | undefined, next: TimelineEntry | undefined): PartName {
  if (!entry || entry.stage === 'admit') return 'checking';
  if (entry.stage === 'page') return 'person';
  return entry.stage === 'remediate' && next?.stage === 'remediate' ? 'acting' : 'waiting';
}
