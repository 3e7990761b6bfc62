import { foreignService } from '../cast.ts';
import type { Deed, Facts } from '../facts.ts';
import type { Circumstance } from '../story.ts';
import { wasOk } from './outages.ts';
import { modesIn } from './switches.ts';

/** What permits no action at all, whoever asks. */
const forbidden: Readonly<Partial<Record<Circumstance, string>>> = {
  'forged state': "though the alarm's own data did not agree with its state",
  'actions disabled': "though the alarm's own actions are disabled",
  suppressed: "though the alarm's actions are suppressed",
  muted: 'though the alarm is muted',
  'change freeze': 'in a change freeze',
};

/** From an event's arrival until Admit looks at its age: Step Functions' own time, in seconds. */
const startSeconds = 5;

/** Every guard that an action ignored, judged by what really was so. */
export function unguarded(deed: Deed, facts: Facts): string[] {
  const { player, byHand } = deed;
  if (!player) return ['for an alarm that nobody knows'];
  const { runbook, part } = player;
  const said: string[] = [];
  const modes = modesIn(player, deed.begunAt - startSeconds * 1000, deed.at, facts);
  if (![...modes].some((mode) => mode === 'auto' || mode === 'approve' || (byHand && mode === 'watch')))
    said.push(`though its runbook is in mode ${[...modes].join(' or ')}`);
  const why = part.given && forbidden[part.given];
  const isAsked = part.given === 'change freeze' ? runbook.guards.changeCalendars !== undefined : !byHand;
  if (why && isAsked) said.push(why);
  if (part.given === 'foreign target' && isForeign(deed))
    said.push('on a target that its runbook does not allow');
  if (part.given === 'forged event' && isForeign(deed))
    said.push('on a target that only the event has named');
  if (isStale(deed, facts)) said.push('on an event that was too old');
  if (facts.rolledBackAt !== undefined && deed.begunAt > facts.rolledBackAt)
    said.push('asked in a contract that it was not built for');
  if (isTaken(deed, facts)) said.push('on what a person had taken over');
  return [...said, ...tooOften(deed, facts), ...tooSoon(deed, facts)];
}

const isForeign = ({ call }: Deed): boolean => call.input['service'] === foreignService;

/** Whether EventBridge brought the incident's event later than its runbook permits. */
function isStale({ execution, admittedAt, player }: Deed, { calls, story }: Facts): boolean {
  const asked = calls.find(({ service, input }) => {
    const payload =
      service === 'lambda' ? (input['Payload'] as { execution?: string } | undefined) : undefined;
    return payload?.execution === execution && payload !== undefined && 'event' in payload;
  });
  const { event } = (asked?.input['Payload'] ?? {}) as { event?: { time?: string } };
  if (!event?.time || !player) return false;
  const clocks = 2 * (story.weather?.machineClocks ?? 0);
  const age = (admittedAt - Date.parse(event.time)) / 1000;
  return age > player.runbook.guards.staleAfterSeconds + startSeconds + clocks;
}

/** How long what somebody takes stays with that person, in milliseconds: `take --for 30m`. */
const takenFor = 30 * 60_000;

/** Whether a person has the target, or the incident. */
function isTaken(deed: Deed, { done, deeds, restoredAt, story }: Facts): boolean {
  const before = 2_000 + 2_000 * (story.weather?.machineClocks ?? 0);
  return done.some(({ does, done: was, incident, to }) => {
    if (does !== 'take' || !was || to >= deed.begunAt - before || (restoredAt && restoredAt > to))
      return false;
    if (incident === deed.incident) return true;
    const theirs = deeds
      .filter((one) => one.incident === incident && one.at <= to)
      .flatMap((one) => one.targets);
    return deed.begunAt < to + takenFor - before && deed.targets.some((target) => theirs.includes(target));
  });
}

interface Run {
  readonly incident: string;
  /** When the invocation began that first changed something (epoch milliseconds). */
  readonly at: number;
  readonly healed: boolean;
}

/** The runs before a deed that really acted, of the same runbook on one of the same targets, oldest first. */
function runsBefore(deed: Deed, { deeds, rings, changes, restoredAt = 0 }: Facts): Run[] {
  const earlier = deeds.filter(
    (other) =>
      other.at <= deed.admittedAt &&
      other.at > (restoredAt < deed.at ? restoredAt : 0) &&
      !other.refused &&
      other.incident !== deed.incident &&
      other.player === deed.player &&
      other.targets.some((target) => deed.targets.includes(target)),
  );
  return [...Map.groupBy(earlier, ({ incident }) => incident)].map(([incident, its]) => {
    const first = its[0] ?? deed;
    const rung = rings.find((ring) => ring.incident === incident)?.at ?? Number.POSITIVE_INFINITY;
    const healed = wasOk(deed.player?.arn ?? '', first.at, Math.min(rung, deed.at), changes);
    return { incident, at: first.begunAt, healed };
  });
}

function tooOften(deed: Deed, facts: Facts): string[] {
  const guards = deed.player?.runbook.guards;
  if (!guards) return [];
  const runs = runsBefore(deed, facts);
  const last = runs.at(-1);
  const { breaker, massFailure } = guards;
  const clocks = (2 * (facts.story.weather?.machineClocks ?? 0) + startSeconds) * 1000;
  const since = last ? deed.admittedAt - last.at + clocks : Number.POSITIVE_INFINITY;
  const said: string[] = [];
  if (since < guards.cooldownSeconds * 1000) said.push('within the cooldown');
  const today = runs.filter(({ at }) => deed.at - at < 86_400_000).length;
  if (today >= guards.maxRunsPerDay) said.push(`for the ${today + 1}th time in a day`);
  const row = runs.slice(runs.findLastIndex(({ healed }) => healed) + 1);
  const rests = breaker && since < breaker.restSeconds * 1000;
  // Whether a run had an effect is written after its verdict, and may be lost.
  if (rests && !facts.faulted && row.length >= breaker.runsWithoutEffect) said.push('with its breaker open');
  if (massFailure && isMassFailure(deed, massFailure, facts)) said.push('in a mass failure');
  return said;
}

type MassFailure = NonNullable<NonNullable<Deed['player']>['runbook']['guards']['massFailure']>;

/** Whether too many incidents that acted were admitted before this one, or a page of a mass failure was sent lately. */
function isMassFailure(
  deed: Deed,
  { incidents, withinSeconds, coolDownSeconds }: MassFailure,
  facts: Facts,
): boolean {
  const clocks = (2 * (facts.story.weather?.machineClocks ?? 0) + startSeconds) * 1000;
  const from = deed.admittedAt - withinSeconds * 1000 + clocks;
  // Counting is atomic: of those that come in one moment, and have one limit, no more than that may act.
  const isBefore = ({ admittedAt, player }: Deed) =>
    player?.runbook.guards.massFailure?.incidents === incidents
      ? admittedAt <= deed.admittedAt
      : admittedAt <= deed.admittedAt - clocks;
  const acting = facts.deeds.filter(
    (one) => one.admittedAt >= from && one.incident !== deed.incident && isBefore(one),
  );
  if (facts.restoredAt !== undefined) return false;
  if (new Set(acting.map(({ incident }) => incident)).size >= incidents) return true;
  // Its first page comes a while after it has begun.
  const gathered = untilPaged * 1000 + clocks;
  return facts.rings.some(
    ({ isStorm, at }) =>
      isStorm &&
      deed.admittedAt > at + clocks &&
      deed.admittedAt < at + coolDownSeconds * 1000 - gathered &&
      isFirstOf(at, facts),
  );
}

/** From the first incident too many to the page that lists it, at most, in seconds. */
const untilPaged = 400;

const isFirstOf = (at: number, { rings }: Facts): boolean => rings.find(({ isStorm }) => isStorm)?.at === at;

/** A step begins when the one before it had its full time, unless that did nothing or the alarm fell back meanwhile. */
function tooSoon(deed: Deed, { deeds, changes, story }: Facts): string[] {
  const before = deeds.findLast(
    ({ incident, step, execution, refused }) =>
      incident === deed.incident && step < deed.step && execution === deed.execution && !refused,
  );
  const planned = deed.player?.runbook.steps[(before?.step ?? 0) - 1];
  const clocks = startSeconds + 2 * (story.weather?.machineClocks ?? 0);
  if (!before || !planned || deed.at - before.at >= (planned.verifyWithinSeconds - clocks) * 1000) return [];
  return deed.player && wasOk(deed.player.arn, before.at, deed.at, changes)
    ? []
    : [`before step ${before.step} had its full time`];
}
