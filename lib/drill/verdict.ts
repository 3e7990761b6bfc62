import { type IncidentRecord, lastActed, mayHaveActed } from '#core/incident/incidents';
import { touched } from '#core/incident/plan';
import { because, type Reason, reasonText } from '#core/reasons/reason';
import type { Drill, DrillVerdict } from './drill.ts';

/** What is known of a drill once nothing more happens in it. */
export interface Seen {
  /** The incident that it brought about. @default - none */
  readonly record?: IncidentRecord | undefined;
  /** The version of the runbook that is deployed now. */
  readonly version?: string | undefined;
  /** What its incident has left, a sentence each. */
  readonly leftBehind: readonly string[];
  /** How a control of the same fault ended. @default - there was none */
  readonly control?: 'recovered' | 'not-recovered' | undefined;
}

export interface Judged {
  readonly verdict: DrillVerdict;
  readonly reason?: Reason;
}

/** What a drill or its control has shown. Pure. */
export const judgeDrill = (drill: Drill, seen: Seen): Judged =>
  drill.control ? judgeControl(drill, seen) : judgeProof(drill, seen);

/** Checks the conditions in order. The first that does not hold is the reason. */
function judgeProof(drill: Drill, seen: Seen): Judged {
  const reason =
    notActed(drill, seen) ??
    notHealed(drill, seen) ??
    notByIt(drill, seen) ??
    leftSomething(seen) ??
    otherVersion(drill, seen) ??
    withoutControl(drill, seen);
  return reason ? { verdict: 'not-proven', reason } : { verdict: 'proven' };
}

function notActed({ alarm }: Drill, { record }: Seen): Reason | undefined {
  if (!record) return because('drill-no-incident', { alarm: alarm.name });
  const { incident, attempts } = record;
  if (attempts.some(mayHaveActed)) return undefined;
  const [first] = attempts;
  return because('drill-not-acted', {
    because: incident.notActing ?? first?.summary ?? incident.summary ?? 'no step began',
  });
}

/** OK must have held before the fault was over. The verdict marks the end of the hold. */
function notHealed({ fault, faultEndedAt }: Drill, { record }: Seen): Reason | undefined {
  const { verdict, verdictAt = '', summary = '' } = record?.incident ?? {};
  if (verdict !== 'healed') return because('drill-not-healed', { verdict: verdict ?? 'none', summary });
  const overAt = faultEndedAt && faultEndedAt < fault.endsAt ? faultEndedAt : fault.endsAt;
  return verdictAt < overAt ? undefined : because('drill-healed-late', { verdictAt, overAt });
}

/** The expected step has the credit, by the incident's own work, and touched what the drill names. */
function notByIt({ expects, targets }: Drill, { record }: Seen): Reason | undefined {
  if (!record) return undefined;
  const { incident, attempts } = record;
  const credited = lastActed(record);
  if (incident.joined || credited?.step !== expects)
    return because('drill-other-step', {
      expected: incident.plan[expects - 1]?.title ?? `step ${expects}`,
      credited: incident.joined ? `incident ${incident.joined}` : (credited?.title ?? 'none'),
    });
  const beyond = attempts
    .filter(mayHaveActed)
    .flatMap(({ step }) => {
      const planned = incident.plan[step - 1];
      return planned ? touched(planned) : [];
    })
    .find((target) => !targets.includes(target));
  return beyond === undefined ? undefined : because('drill-touched-else', { target: beyond });
}

const leftSomething = ({ leftBehind: [first] }: Seen): Reason | undefined =>
  first === undefined ? undefined : because('drill-left', { left: first });

const otherVersion = (drill: Drill, { version }: Seen): Reason | undefined =>
  drill.version === version ? undefined : because('drill-deployed-meanwhile');

function withoutControl({ fault }: Drill, { control }: Seen): Reason | undefined {
  if (!fault.endsByItself || control === 'not-recovered') return undefined;
  return control === 'recovered' ? because('drill-control-recovered') : because('drill-no-control');
}

/** Unless the alarm recovered, a control shows something only if the fault lasted for as long as the runbook watched. */
function judgeControl({ alarm, fault }: Drill, { record }: Seen): Judged {
  if (!record) return { verdict: 'not-proven', reason: because('drill-no-incident', { alarm: alarm.name }) };
  const { verdict, verdictAt = '', ground } = record.incident;
  if (record.attempts.some(mayHaveActed) || !verdictAt)
    return {
      verdict: 'not-proven',
      reason: because('drill-not-healed', {
        verdict: verdict ?? 'none',
        summary: ground ? reasonText(ground) : '',
      }),
    };
  if (verdict === 'self-recovered') return { verdict: 'recovered' };
  return verdictAt < fault.endsAt
    ? { verdict: 'not-recovered' }
    : {
        verdict: 'not-proven',
        reason: because('drill-control-too-long', { verdictAt, overAt: fault.endsAt }),
      };
}
