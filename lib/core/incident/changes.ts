import type { Facts } from '../action/action-handler.ts';
import { clockTime, formatSeconds, moment, secondsBetween } from '../time.ts';
import type { IncidentRecord } from './incidents.ts';

/** The last deployment before an alarm, and what a page says about it. */
export interface LastChange {
  /** For `WHAT CHANGED`: always a sentence. */
  readonly said: string;
  /** If it was shortly before the alarm: how long, `2 min`, and when, `05:39 UTC`. @default - no such deployment is known */
  readonly shortly?: { readonly before: string; readonly at: string };
}

/** A deployment within this many seconds before the alarm may be the cause: the page's first line says it. */
const suspectSeconds = 3_600;

/** An older deployment is not worth a mention, in seconds. */
const recentSeconds = 86_400;

/** The facts in which an action says when the target was last deployed, and what (action-handler.ts, `Facts`). */
const facts = { at: 'lastDeploymentAt', of: 'lastDeploymentOf' } as const;

/** The last deployment of its target that a step saw, if any. */
export const deploymentIn = (seen: Facts): Facts | undefined =>
  typeof seen[facts.at] === 'string'
    ? Object.fromEntries(Object.entries(seen).filter(([key]) => key === facts.at || key === facts.of))
    : undefined;

/** The last deployment as the first step saw it. Later steps would see what earlier ones did. */
export function lastChange({ incident, attempts }: IncidentRecord): LastChange {
  const [first] = [
    ...attempts.map(({ before, evidence }) => deploymentIn({ ...before, ...evidence })),
    ...Object.values(incident.approvals ?? {}).map(({ seen }) => seen),
  ].filter((seen) => seen !== undefined);
  const at = String(first?.[facts.at] ?? '');
  if (Number.isNaN(Date.parse(at)) || at >= incident.since) {
    return { said: 'Not known: no step saw a deployment before it began.' };
  }
  const seconds = secondsBetween(at, incident.since);
  if (seconds > recentSeconds) {
    return { said: `No deployment in the 24 h before it began; the last was at ${moment(at)}.` };
  }
  const before = formatSeconds(seconds);
  const what = first?.[facts.of] ? `Deployment of ${first[facts.of]}` : 'Deployment';
  return {
    said: `${clockTime(at)} ${what}, ${before} before it began.`,
    ...(seconds <= suspectSeconds ? { shortly: { before, at: clockTime(at) } } : {}),
  };
}
