import { clockTime, formatSeconds, moment, secondsBetween } from '../time.ts';
import type { IncidentRecord } from './incidents.ts';

/** The last deployment before an alarm, and what a page says of it. */
export interface LastChange {
  /** For `WHAT CHANGED`: a sentence in any case. */
  readonly said: string;
  /** Shortly before the alarm: how long, `2 min`, and when, `05:39 UTC`. @default - none, or none is known of */
  readonly shortly?: { readonly before: string; readonly at: string };
}

/** A deployment within so many seconds before the alarm may well be what broke it: it is said on the lock screen. */
const suspectSeconds = 3_600;

/** What is older than this is not a change that anybody looks for, in seconds. */
const recentSeconds = 86_400;

/** The facts by which an action says when the target was last deployed, and what (action-handler.ts, `Facts`). */
const facts = { at: 'lastDeploymentAt', of: 'lastDeploymentOf' } as const;

/** What the first step saw before it changed anything. Later ones would see what the steps before them did. */
export function lastChange({ incident, attempts }: IncidentRecord): LastChange {
  const [first] = attempts.flatMap(({ before, evidence }) => {
    const seen = { ...before, ...evidence };
    return typeof seen[facts.at] === 'string' ? [seen] : [];
  });
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
