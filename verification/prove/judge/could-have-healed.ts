import type { Deed } from '../deeds.ts';
import type { Facts } from '../facts.ts';
import { clock, type Rule } from './rule.ts';
import { heldUp, isStruck } from './struck.ts';

/**
 * In seconds: the longest time from an alarm's OK until the engine reads it, and the extra time for the verdict and the page.
 * What slow calls and the weather add is on top.
 */
const [seenWithin, besides] = [15, 30];

/** An incident that can see in time that its step healed the alarm must not page anyone. */
export const couldHaveHealed: Rule = {
  name: 'no page for what a step heals',
  counter: 'doublePaged',
  broken: (facts) =>
    facts.deeds.flatMap((deed) => {
      const { incident, step, at } = deed;
      const ring = facts.rings.find((one) => one.incident === incident && !one.isMassFailure && one.at > at);
      return ring && helps(deed, facts) && !mayMiss(deed, ring.at, facts) && isSeen(deed, facts)
        ? [`Incident ${incident} was paged at ${clock(ring.at)}, though its step ${step} helped.`]
        : [];
    }),
};

/**
 * Whether a deed is the one that heals, and the alarm alone decides. If any work of the incident failed, the answer is no: that
 * work heals nothing, and the steps after it begin at other times.
 */
const helps = ({ player, step, incident, byHand, dryRun, refused }: Deed, { deeds }: Facts): boolean =>
  step === player?.part.healsAt &&
  !(byHand || dryRun || refused || player.part.given || player.runbook.recovered.andMetric) &&
  deeds.every((one) => one.incident !== incident || one.workFailedAt === undefined);

/** Whether anything in the story may keep an incident from seeing its step's effect, or from seeing it in time. */
function mayMiss({ incident, player, at }: Deed, rungAt: number, facts: Facts): boolean {
  const { story, happened, broken, stopped, done, remadeAt, lockLostBy } = facts;
  const { weather = {}, jitter = 0 } = story;
  return (
    broken ||
    isStruck(incident, facts, { from: at, to: rungAt }) ||
    jitter >= 1 ||
    Boolean(weather.late) ||
    (weather.lateTimers ?? 0) > 1 ||
    stopped.length > 0 ||
    remadeAt !== undefined ||
    lockLostBy !== undefined ||
    happened.some((one) => 'throwIn' in one && /^(flap|no data|recovery)$/.test(one.throwIn)) ||
    heldUp(facts).some((one) => one.player === player) ||
    done.some(({ does, forAll, player: whose }) => forAll || (whose === player && does !== 'approve'))
  );
}

/** Whether the alarm went OK before the verification ended, and its hold was over early enough before the page deadline. */
function isSeen({ at, step, player, change }: Deed, { changes, story }: Facts): boolean {
  const its = changes.filter((one) => one.player === player);
  const index = its.findIndex(({ state, at: since }) => state === 'OK' && since.getTime() >= at);
  const ok = its[index]?.at.getTime();
  if (!player || !change || ok === undefined) return false;
  const { weather = {}, jitter = 0, lag = 0 } = story;
  const { machineClocks = 0, lateTimers = 0, eventClock = 0 } = weather;
  const within = (seenWithin + lag + 20 * jitter + 2 * machineClocks + lateTimers + eventClock) * 1000;
  const { steps, recovered, page } = player.runbook;
  const held = ok + recovered.holdForSeconds * 1000;
  return (
    ok + within <= at + (steps[step - 1]?.verifyWithinSeconds ?? 0) * 1000 &&
    (its[index + 1]?.at.getTime() ?? Number.POSITIVE_INFINITY) >= held + within + 60_000 &&
    held + 2 * within + besides * 1000 <= change.at.getTime() + page.pageBySeconds * 1000
  );
}
