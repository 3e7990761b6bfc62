import type { DeployedRunbook } from '../../lambdas/shared/runbook.ts';
import { actsIn } from '../../lambdas/shared/runbook.ts';
import { foreignService } from '../cast.ts';
import type { Deed, Facts } from '../facts.ts';
import type { Circumstance } from '../story.ts';

/** What permits no action at all, whoever asks. */
const forbidden: Readonly<Partial<Record<Circumstance, string>>> = {
  'forged state': "though the alarm's own data did not agree with its state",
  'actions disabled': "though the alarm's own actions are disabled",
  suppressed: "though the alarm's actions are suppressed",
  'change freeze': 'in a change freeze',
};

/** From an event's arrival until Admit looks at its age: Step Functions' own time, in seconds. */
const startSeconds = 5;

/** Every guard that an action ignored, judged by what really was so. */
export function unguarded(deed: Deed, facts: Facts): string[] {
  const { player } = deed;
  if (!player) return ['for an alarm that nobody knows'];
  const { runbook, part } = player;
  const said: string[] = [];
  if (!actsIn(runbook.mode)) said.push(`though its runbook is in mode ${runbook.mode}`);
  const why = part.given && forbidden[part.given];
  const isAsked = part.given !== 'change freeze' || runbook.guards.changeCalendars !== undefined;
  if (why && isAsked) said.push(why);
  if (part.given === 'foreign target' && isForeign(deed))
    said.push('on a target that its runbook does not allow');
  if (part.given === 'forged event' && isForeign(deed))
    said.push('on a target that only the event has named');
  if (isStale(deed, runbook, facts)) said.push('on an event that was too old');
  if (facts.rolledBackAt !== undefined && deed.begunAt > facts.rolledBackAt)
    said.push('asked in a contract that it was not built for');
  return [...said, ...tooOften(deed, runbook.guards, facts), ...tooSoon(deed, facts)];
}

const isForeign = ({ call }: Deed): boolean => call.input['service'] === foreignService;

/** Whether EventBridge brought the incident's event later than its runbook permits. */
function isStale({ call }: Deed, { guards }: DeployedRunbook, { calls }: Facts): boolean {
  const { execution } = (call.by?.payload ?? {}) as { execution?: string };
  const asked = calls.find(({ service, input }) => {
    const payload =
      service === 'lambda' ? (input['Payload'] as { execution?: string } | undefined) : undefined;
    return payload?.execution === execution && payload !== undefined && 'event' in payload;
  });
  const { event } = (asked?.input['Payload'] ?? {}) as { event?: { time?: string } };
  if (!asked || !event?.time) return false;
  const age = (Date.parse(asked.at) - Date.parse(event.time)) / 1000;
  return age > guards.staleAfterSeconds + startSeconds;
}

interface Run {
  readonly incident: string;
  /** When the invocation began that first changed something (epoch milliseconds). */
  readonly at: number;
  readonly healed: boolean;
}

/** The runs before a deed that really acted, of the same runbook on one of the same targets, oldest first. */
function runsBefore(deed: Deed, { deeds, records }: Facts): Run[] {
  const targetsOf = ({ incident, step }: Deed) =>
    records.get(incident)?.incident?.plan[step - 1]?.targets ?? [];
  const targets = targetsOf(deed);
  const earlier = deeds.filter(
    (other) =>
      other.at <= deed.at &&
      !other.refused &&
      other.incident !== deed.incident &&
      other.player?.runbook.id === deed.player?.runbook.id &&
      targetsOf(other).some((target) => targets.includes(target)),
  );
  const first = [...Map.groupBy(earlier, ({ incident }) => incident).values()].flatMap(([one]) => one ?? []);
  return first.map(({ incident, begunAt }) => ({
    incident,
    at: begunAt,
    healed: records.get(incident)?.incident?.verdict === 'healed',
  }));
}

function tooOften(deed: Deed, guards: DeployedRunbook['guards'], facts: Facts): string[] {
  const runs = runsBefore(deed, facts);
  const last = runs.at(-1);
  const { breaker, massFailure } = guards;
  const said: string[] = [];
  if (last && deed.at - last.at < guards.cooldownSeconds * 1000) said.push('within the cooldown');
  const today = runs.filter(({ at }) => deed.at - at < 86_400_000).length;
  if (today >= guards.maxRunsPerDay) said.push(`for the ${today + 1}th time in a day`);
  const row = runs.slice(runs.findLastIndex(({ healed }) => healed) + 1);
  const rests = breaker && last && deed.at - last.at < breaker.restSeconds * 1000;
  // Whether a run had an effect is written after its verdict, and may be lost.
  if (rests && !facts.faulted && row.length >= breaker.runsWithoutEffect) said.push('with its breaker open');
  if (massFailure && begunWithin(deed, massFailure.withinSeconds, facts) > massFailure.incidents)
    said.push('in a mass failure');
  return said;
}

/** How many incidents acted whose alarms fired within so many seconds before this one's, this one among them. */
function begunWithin(deed: Deed, seconds: number, { deeds, records }: Facts): number {
  const since = (incident: string) => Date.parse(records.get(incident)?.incident?.since ?? '');
  const from = since(deed.incident) - seconds * 1000;
  const acting = deeds.filter(({ incident, at }) => at <= deed.at && since(incident) >= from);
  return new Set(acting.map(({ incident }) => incident)).size;
}

/** A step begins when the one before it had its full time, unless that did nothing or the alarm fell back meanwhile. */
function tooSoon(deed: Deed, { deeds, changes, records }: Facts): string[] {
  const before = deeds.findLast(
    ({ incident, step, refused }) => incident === deed.incident && step < deed.step && !refused,
  );
  const planned = records.get(deed.incident)?.incident?.plan[(before?.step ?? 0) - 1];
  if (!before || !planned || deed.at - before.at >= (planned.verifyWithinSeconds - startSeconds) * 1000)
    return [];
  const its = changes.filter(({ arn, at }) => arn === deed.player?.arn && at.getTime() <= deed.at);
  const wasOk =
    its.findLast(({ at }) => at.getTime() <= before.at)?.state === 'OK' ||
    its.some(({ state, at }) => state === 'OK' && at.getTime() > before.at);
  return wasOk ? [] : [`before step ${before.step} had its full time`];
}
