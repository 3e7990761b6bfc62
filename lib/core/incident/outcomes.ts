import type { Mode } from '../runbook/runbook.ts';
import { wasAsked } from './approvals.ts';
import type { Incident, Verdict } from './records.ts';

/**
 * Who is told, how loudly, and by when.
 * - `page`: a person is asked to take over, at once and at the latest by the page deadline
 * - `mass failure page`: the same in a mass failure: one page lists the alarms, at most every few minutes
 * - `line`: a line on the page of its outage, which rings nobody
 * - `notice`: the owner's channel, without ringing
 * - `nobody`: recorded only
 */
export type Told = 'page' | 'mass failure page' | 'line' | 'notice' | 'nobody';

const table: Readonly<Record<Mode, Readonly<Record<Exclude<Verdict, 'duplicate'>, Told>>>> = {
  auto: {
    healed: 'notice',
    'self-recovered': 'nobody',
    escalated: 'page',
    suppressed: 'nobody',
    'by-hand': 'nobody',
  },
  // Denied, or not approved in time: a page, since the alarm still fires and the person who answered may not be on call.
  approve: {
    healed: 'notice',
    'self-recovered': 'nobody',
    escalated: 'page',
    suppressed: 'nobody',
    'by-hand': 'nobody',
  },
  // The owner gets a report of every watch. It pages only if nothing else would.
  watch: {
    healed: 'notice',
    'self-recovered': 'notice',
    escalated: 'page',
    suppressed: 'nobody',
    'by-hand': 'nobody',
  },
  off: {
    healed: 'nobody',
    'self-recovered': 'nobody',
    escalated: 'page',
    suppressed: 'nobody',
    'by-hand': 'nobody',
  },
};

/**
 * Who is told of an incident's verdict. An incident of a mass failure has no page of its own. A watched alarm that pages by
 * itself is not paged a second time. Nobody is paged for an incident that a person has taken over. A person who was asked for
 * an approval is told if it is no longer needed. The page of a drill is a notice, and a page if the alarm still fires once the
 * drill is over (`drilled.ts`).
 */
export function told(
  incident: Pick<
    Incident,
    'mode' | 'alarm' | 'takenOver' | 'massFailure' | 'partOf' | 'synthetic' | 'approvals' | 'drill'
  >,
  verdict: Exclude<Verdict, 'duplicate'>,
): Told {
  // The stage that started it checks how it ended, and tells people.
  if (incident.synthetic) return 'nobody';
  if (incident.takenOver && verdict === 'escalated') return 'nobody';
  if (incident.massFailure && verdict === 'escalated') return 'mass failure page';
  if (incident.partOf && verdict === 'escalated') return 'line';
  if (incident.drill && !incident.drill.rings && verdict === 'escalated') return 'notice';
  if (verdict === 'self-recovered' && wasAsked(incident)) return 'notice';
  const loudness = table[incident.mode][verdict];
  return incident.mode === 'watch' && incident.alarm.pagesByItself && loudness === 'page'
    ? 'notice'
    : loudness;
}
