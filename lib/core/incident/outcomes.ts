import type { Mode } from '../runbook/runbook.ts';
import { wasAsked } from './approvals.ts';
import type { Incident, Verdict } from './records.ts';

/**
 * Who is told, how loud and by when: the one table, for code, docs and tests.
 * - `page`: a person is asked to take over, at once and at the latest by the page deadline
 * - `mass failure page`: the same in a mass failure, where one page lists the alarms and is sent again only every few minutes
 * - `line`: a line on the page of the outage that it belongs to, which rings nobody
 * - `notice`: the owner's channel, some time soon; a request for an approval is one, too
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
  // Denied, or not approved in time: a page, since the alarm still fires and whoever answered need not be on call.
  approve: {
    healed: 'notice',
    'self-recovered': 'nobody',
    escalated: 'page',
    suppressed: 'nobody',
    'by-hand': 'nobody',
  },
  // A watch report is what watching is for. It pages only where nothing else would.
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
 * Who is told of an incident's verdict. What is part of a mass failure has no page of its own, a watched alarm that pages
 * by itself is not paged a second time, and nobody is asked to take over what a person has taken over. Whoever was asked
 * for an approval hears that it is not needed any more. The page of a drill is a notice, and a page if the alarm still
 * fires once the drill is over (`drilled.ts`).
 */
export function told(
  incident: Pick<
    Incident,
    'mode' | 'alarm' | 'takenOver' | 'massFailure' | 'partOf' | 'synthetic' | 'approvals' | 'drill'
  >,
  verdict: Exclude<Verdict, 'duplicate'>,
): Told {
  // Whoever sent it on its way looks how it ended, and tells people of that.
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
