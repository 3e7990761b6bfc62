import { contractVersion } from '#core/aws/contract';
import { incidentPartition } from '#core/table/keys';
import { foreignService } from '../cast.ts';
import type { Deed } from '../deeds.ts';
import { isDrilled } from '../drills.ts';
import type { Facts, Ring } from '../facts.ts';
import type { Circumstance, Part } from '../story.ts';
import { clockToleranceSeconds } from './clocks.ts';
import { wasOk } from './outages.ts';
import { isStruck } from './struck.ts';
import { modesIn } from './switches.ts';
import { isTaken } from './taken.ts';

/** Circumstances in which nothing may act. A step by hand does not look at its alarm: only the change freeze stops it. */
const forbidden: Readonly<Partial<Record<Circumstance, string>>> = {
  'forged state': "though the alarm's own data did not agree with its state",
  'actions disabled': "though the alarm's own actions are disabled",
  suppressed: "though the alarm's actions are suppressed",
  muted: 'though the alarm is muted',
  'change freeze': 'in a change freeze',
};

/** From an event's arrival until Admit checks its age, in seconds: Step Functions' own overhead. */
const startSeconds = 5;

/** Every guard that an action ignored, judged by what really happened, not by the engine's records. */
export function unguarded(deed: Deed, facts: Facts): string[] {
  const { player, byHand } = deed;
  if (!player) return ['for an alarm that nobody knows'];
  const { runbook, part } = player;
  const said: string[] = [];
  const modes = modesIn(player, deed.begunAt - startSeconds * 1000, deed.at, facts);
  // A runbook deployed in mode watch can be run by hand and drilled; one that a person switched to watch cannot.
  const mayWatch = runbook.mode === 'watch' && (byHand || isDrilled(deed, facts));
  if (![...modes].some((mode) => mode === 'auto' || mode === 'approve' || (mayWatch && mode === 'watch')))
    said.push(`though its runbook is in mode ${[...modes].join(' or ')}`);
  // A drill really breaks the service, so its alarm is not forged.
  const isReal = part.given === 'forged state' && isDrilled(deed, facts);
  const why = part.given && !isReal ? forbidden[part.given] : undefined;
  const isAsked = part.given === 'change freeze' ? runbook.guards.changeCalendars !== undefined : !byHand;
  if (why && isAsked) said.push(why);
  if (part.given === 'foreign target' && isForeign(deed) && !isAllowed(part))
    said.push('on a target that its runbook does not allow');
  if (part.given === 'forged event' && isForeign(deed))
    said.push('on a target that only the event has named');
  const shortest = Math.min(...runbook.steps.map(({ verifyWithinSeconds }) => verifyWithinSeconds));
  if (!byHand && (player.alarm.period ?? 60) > shortest)
    said.push('though its alarm is too slow to show that a step helped');
  if (isStale(deed, facts)) said.push('on an event that was too old');
  if (deed.contract !== builtFor(deed, facts)) said.push('asked in a contract that it was not built for');
  if (!byHand && isTaken(deed, facts)) said.push('on what a person had taken over');
  return [...said, ...tooOften(deed, facts), ...tooSoon(deed, facts)];
}

/** The contract that a deed's function was built for: its deploy's, or the one it was rolled back to. */
const builtFor = (
  { invocation, begunAt }: Deed,
  { rolledBackAt = Number.POSITIVE_INFINITY }: Facts,
): number => (/-v2#/.test(invocation) || begunAt > rolledBackAt ? contractVersion + 1 : contractVersion);

const isForeign = ({ call }: Deed): boolean => call.input['service'] === foreignService;

/** Whether its recipe allows any service, including the foreign one. */
const isAllowed = ({ runbook }: Part): boolean => typeof runbook !== 'string' && runbook.allows === '*';

/** Whether EventBridge delivered the incident's event later than its runbook permits. */
function isStale({ admittedAt, emittedAt, player }: Deed, { story }: Facts): boolean {
  if (!emittedAt || !player) return false;
  const clocks = 2 * (story.weather?.machineClocks ?? 0);
  const age = (admittedAt - Date.parse(emittedAt)) / 1000;
  return age > player.runbook.guards.staleAfterSeconds + startSeconds + clocks;
}

interface Run {
  readonly incident: string;
  /** When the run began (epoch milliseconds): its first invocation that acted, or an earlier one that froze before its call. */
  readonly at: number;
  readonly byHand: boolean;
  readonly healed: boolean;
}

/** Runs of other incidents that really acted before a deed, with the same runbook and a common target, oldest first. */
function runsBefore(deed: Deed, facts: Facts): Run[] {
  const { deeds, rings, changes, restoredAt = 0 } = facts;
  const earlier = deeds.filter(
    (other) =>
      other.at <= deed.admittedAt &&
      // A run is recorded before its first change, so the record of one that began before a restore is lost.
      other.begunAt > (restoredAt < deed.at ? restoredAt : 0) &&
      !other.refused &&
      other.incident !== deed.incident &&
      other.player === deed.player &&
      other.targets.some((target) => deed.targets.includes(target)),
  );
  return [...Map.groupBy(earlier, ({ incident }) => incident)].map(([incident, its]) => {
    const first = its[0] ?? deed;
    const rung = rings.find((ring) => ring.incident === incident)?.at ?? Number.POSITIVE_INFINITY;
    const healed = wasOk(deed.player?.arn ?? '', first.at, Math.min(rung, deed.at), changes);
    const at = Math.min(first.begunAt, ...frozenAt(first, facts));
    return { incident, at, byHand: first.byHand, healed };
  });
}

/**
 * When steps of a run on the same target were recorded as started, in whichever table, but froze before their calls. A run begins
 * with its first step, even if that one never acted.
 */
const frozenAt = ({ incident, player, targets }: Deed, { written, deeds }: Facts): number[] =>
  written.flat().flatMap(({ Put }) => {
    const { pk, step = 0, state, at = '' } = (Put?.Item ?? {}) as Begun;
    if (pk !== incidentPartition(incident) || state !== 'started') return [];
    const isSent = deeds.some((one) => one.incident === incident && one.step === step);
    const isThere = player?.targets[step - 1]?.some((target) => targets.includes(target));
    return !isSent && isThere ? [Date.parse(at)] : [];
  });

/** The item that is written before a step's first call. */
interface Begun {
  readonly pk?: string;
  readonly step?: number;
  readonly state?: string;
  readonly at?: string;
}

function tooOften(deed: Deed, facts: Facts): string[] {
  const guards = deed.player?.runbook.guards;
  if (!guards) return [];
  const runs = runsBefore(deed, facts);
  const last = runs.at(-1);
  const { breaker, massFailure } = guards;
  const clocks = (2 * (facts.story.weather?.machineClocks ?? 0) + startSeconds) * 1000;
  // Admit makes several calls before it decides.
  const slow = 10_000 * (facts.story.jitter ?? 0);
  const since = last ? deed.admittedAt - last.at + clocks + slow : Number.POSITIVE_INFINITY;
  const said: string[] = [];
  if (since < guards.cooldownSeconds * 1000) said.push('within the cooldown');
  const today = runs.filter(({ at }) => deed.at - at < 86_400_000).length;
  if (today >= guards.maxRunsPerDay) said.push(`for the ${today + 1}th time in a day`);
  // Runs whose effect the engine may not know are left out. A person who takes over or presses Stop ends a run before its effect
  // is known, a run by hand is not verified, and a run that lost its lock may still be under way. The effect is written after the
  // verdict, so a failed call may lose it.
  const known = runs.filter(
    ({ byHand, incident, at }) =>
      !byHand &&
      !isStruck(incident, facts, { from: at, to: deed.at }) &&
      !facts.lockLostBy?.has(incident) &&
      !isStopped(incident, facts) &&
      !facts.done.some((one) => one.does === 'take' && one.incident === incident),
  );
  const row = known.slice(known.findLastIndex(({ healed }) => healed) + 1);
  const rests = breaker && since < breaker.restSeconds * 1000;
  if (rests && !facts.broken && row.length >= breaker.runsWithoutEffect) said.push('with its breaker open');
  if (massFailure && isMassFailure(deed, massFailure, facts)) said.push('in a mass failure');
  return said;
}

const isStopped = (incident: string, { records, stopped }: Facts): boolean => {
  const { execution = '' } = records.get(incident)?.incident ?? {};
  return stopped.some(({ executions }) => executions.includes(execution));
};

type MassFailureLimit = NonNullable<NonNullable<Deed['player']>['runbook']['guards']['massFailure']>;

/** Whether too many acting incidents were admitted shortly before this one, or a mass failure's page was sent lately. */
function isMassFailure(
  deed: Deed,
  { incidents, withinSeconds, coolDownSeconds }: MassFailureLimit,
  facts: Facts,
): boolean {
  const clocks = (2 * (facts.story.weather?.machineClocks ?? 0) + startSeconds) * 1000;
  const from = deed.admittedAt - withinSeconds * 1000 + clocks;
  // Counting is atomic: of incidents with the same limit that come at the same moment, no more than that limit may act.
  const isBefore = (one: Deed) => {
    if (one.player?.runbook.guards.massFailure?.incidents !== incidents)
      return one.admittedAt <= deed.admittedAt - clocks;
    const isKnown = one.openedAs >= 0 && deed.openedAs >= 0;
    return isKnown ? one.openedAs < deed.openedAs : one.admittedAt <= deed.admittedAt;
  };
  // A restored table has neither the counts from before nor the record that a mass failure is under way.
  const { restoredAt = 0 } = facts;
  const isForgotten = (moment: number) => moment <= restoredAt && restoredAt <= deed.at;
  const acting = facts.deeds.filter(
    (one) =>
      one.admittedAt >= from &&
      one.incident !== deed.incident &&
      isBefore(one) &&
      !isDrilled(one, facts) &&
      !isForgotten(one.admittedAt),
  );
  // A drill is held back by a mass failure, but does not count toward one, so the others alone must exceed the limit.
  const others = new Set(acting.map(({ incident }) => incident)).size;
  if (others >= incidents + (isDrilled(deed, facts) ? 1 : 0)) return true;
  return facts.rings.some(
    (ring) =>
      ring.isMassFailure &&
      !isForgotten(begunAt(ring)) &&
      deed.admittedAt > ring.at + clocks &&
      deed.admittedAt < begunAt(ring) + coolDownSeconds * 1000 - clocks,
  );
}

/** The minute in which a mass failure began, from its page's key (epoch milliseconds). Its first page may come much later. */
function begunAt({ key, at }: Ring): number {
  const [, day = '', minute = ''] = key.match(/storm-(\d{8})-(\d{4})$/) ?? [];
  const begun = Date.parse(
    `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${minute.slice(0, 2)}:${minute.slice(2)}:00Z`,
  );
  return Number.isNaN(begun) ? at : begun;
}

/**
 * A step begins only when the one before it has had its full time, unless that one did nothing, its work failed, or the alarm was
 * OK in between. What was done, or under way, before the table was restored from yesterday is forgotten.
 */
function tooSoon(
  deed: Deed,
  { deeds, changes, story, restoredAt = Number.POSITIVE_INFINITY, remadeAt = Number.NaN }: Facts,
): string[] {
  const isForgotten = ({ begunAt }: Deed) => begunAt <= restoredAt && restoredAt < deed.begunAt;
  const before = deeds.findLast(
    (one) =>
      one.incident === deed.incident &&
      one.step < deed.step &&
      one.at <= deed.at &&
      one.execution === deed.execution &&
      !one.refused &&
      !isForgotten(one),
  );
  const planned = deed.player?.runbook.steps[(before?.step ?? 0) - 1];
  const clocks = startSeconds + 2 * (story.weather?.machineClocks ?? 0);
  const hasFailed = before?.workFailedAt !== undefined && before.workFailedAt <= deed.at;
  if (
    !before ||
    !planned ||
    hasFailed ||
    deed.at - before.at >= (planned.verifyWithinSeconds - clocks) * 1000
  )
    return [];
  // What an alarm that was made anew goes to ALARM from is no OK, but looks like a fall back from one just before.
  const isRemade = remadeAt >= before.at - clockToleranceSeconds * 1000 && remadeAt <= deed.at;
  const since = before.at - (isRemade ? clockToleranceSeconds * 1000 : 0);
  return deed.player && wasOk(deed.player.arn, since, deed.at, changes)
    ? []
    : [`before step ${before.step} had its full time`];
}
