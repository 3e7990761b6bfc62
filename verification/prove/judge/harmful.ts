import { isCarriedOut } from '#testing/world/failures';
import type { Deed } from '../deeds.ts';
import { isDrilled } from '../drills.ts';
import type { Facts } from '../facts.ts';
import { isUnproven } from '../gate.ts';
import { timeoutOf } from '../inject.ts';
import { isIrreversible } from '../kinds.ts';
import type { Done } from '../people.ts';
import { unguarded } from './guarded.ts';
import { isForgottenBetween, isInDoubt } from './in-doubt.ts';
import { wasIn } from './outages.ts';
import type { Rule } from './rule.ts';
import { isStruck } from './struck.ts';
import { isStoppedAllThrough } from './switches.ts';

/** What a function reads counts only until its timeout. This is extra time for a few calls, in seconds. */
const slackSeconds = 2;
/** What a verification takes on top of its own time, in seconds: calls, and Step Functions' overhead. */
const beside = 5;

/**
 * Nothing acts on an alarm that is not in ALARM, after the deadline, after a person was asked to take over, after stop-all, or
 * against a guard. No code can close the window between a check and the call that follows it. So it is enough if acting was
 * allowed at some moment since the check, going back no further than the function may run.
 */
export const harmful: Rule = {
  name: 'nothing acts where it must not',
  counter: 'harmful',
  broken: (facts) => {
    const said = facts.deeds.flatMap((deed) =>
      [...objections(deed, facts), ...unguarded(deed, facts)].map(
        (what) => `Step ${deed.step} of incident ${deed.incident} acted ${what}.`,
      ),
    );
    return [...new Set(said)];
  },
};

function objections(deed: Deed, facts: Facts): string[] {
  const { weather = {} } = facts.story;
  const clocks = 2 * (weather.machineClocks ?? 0);
  const window = (timeoutOf(deed.invocation) + slackSeconds + clocks) * 1000;
  const since = (checked: number) => Math.max(checked, deed.at - window);
  const said: string[] = [];
  if (deed.dryRun) said.push('in a dry run');
  if (deed.readSwitchesAt === undefined) said.push('without having asked for the switches');
  else if (isStoppedAllThrough(since(deed.readSwitchesAt), deed.at, facts))
    said.push('after everything was stopped');
  const { lockLostBy, restoredAt = 0 } = facts;
  const lockLostAt = lockLostBy?.get(deed.incident) ?? Number.POSITIVE_INFINITY;
  // A restored table has no record of who lost which lock before.
  const isForgotten = lockLostAt <= restoredAt && restoredAt <= deed.begunAt;
  if (deed.begunAt >= lockLostAt && !isForgotten) said.push('after it had lost its lock');
  if (deed.byHand) return said;
  // CloudWatch's descriptions may be out of date by this much.
  const lag = (facts.story.lag ?? 0) * 1000;
  if (deed.readAlarmAt === undefined) said.push('without having asked for the alarm');
  else if (!wasIn('ALARM', deed.player?.arn ?? '', since(deed.readAlarmAt) - lag, deed.at, facts.changes))
    said.push('on an alarm that was not in ALARM');
  return [...said, ...tooLate(deed, window, facts), ...unapproved(deed, facts)];
}

function tooLate(deed: Deed, window: number, facts: Facts): string[] {
  const { at, change, step, incident, player, admittedAt } = deed;
  const { weather = {} } = facts.story;
  const clocks = (2 * (weather.machineClocks ?? 0) + (weather.eventClock ?? 0) + beside) * 1000;
  const { page, steps } = player?.runbook ?? {};
  const begun = isRestarted(deed, facts) ? admittedAt : change?.at.getTime();
  const deadline = begun !== undefined && page ? begun + page.pageBySeconds * 1000 + clocks : undefined;
  const rung = facts.rings.find(
    (ring) => ring.incident === incident && !ring.isMassFailure && !isInDoubt(ring, at, facts),
  );
  const verifyWithin = (steps?.[step - 1]?.verifyWithinSeconds ?? 0) * 1000;
  return [
    ...(deadline !== undefined && at > deadline ? ['after the page deadline'] : []),
    ...(deadline !== undefined && at <= deadline && at + verifyWithin > deadline + clocks
      ? ['too late to be verified before the page']
      : []),
    ...(rung && rung.at < at - window && !isForgottenBetween(rung, at, facts)
      ? ['after a person was asked to take over']
      : []),
  ];
}

/**
 * Whether the incident began only after its runbook was switched, the engine died or the table was restored. Its deadline then
 * counts from its admission, not from the alarm's change.
 */
const isRestarted = ({ change, player, admittedAt }: Deed, { done, dead, restoredAt }: Facts): boolean =>
  (dead !== undefined && admittedAt >= dead.from) ||
  (restoredAt !== undefined && admittedAt >= restoredAt) ||
  done.some(
    ({ does, forAll, player: whose, from, to }) =>
      /^(auto|clear|watch)$/.test(does) &&
      (forAll || whose === player) &&
      change !== undefined &&
      from <= admittedAt &&
      to >= change.at.getTime(),
  );

/**
 * A deed that needs an approval had one from a person before it acted. Whether it needs one follows from the runbook as deployed,
 * whatever the incident's record says.
 */
function unapproved(deed: Deed, facts: Facts): string[] {
  const { call, step, at, begunAt, incident, player } = deed;
  const { done } = facts;
  const { mode, steps } = player?.runbook ?? {};
  const isAsked = isIrreversible(call) || steps?.[step - 1]?.approval !== undefined;
  const raised = done.some(({ does, player: whose, to }) => does === 'auto' && whose === player && to <= at);
  const answers = done.filter((one) => one.incident === incident);
  const had = answers.some(
    (one) =>
      one.does === 'approve' &&
      one.from <= at &&
      (stepOf(one, facts) ?? step) === step &&
      (one.done || hasWritten(one, at, facts)),
  );
  const denied = answers.some(
    (one) => one.does === 'deny' && one.done && one.to <= begunAt && stepOf(one, facts) === step,
  );
  // A person who begins a drill wants it to act, so neither mode approve nor a missing proof asks for an approval.
  const needs =
    isAsked || (!isDrilled(deed, facts) && (isUnproven(deed, facts) || (mode === 'approve' && !raised)));
  if (needs && denied) return ['though a person had denied it'];
  return needs && !had ? ['without an approval'] : [];
}

/**
 * The step that a person answered; without a number, they mean the newest request.
 * @returns undefined where that is not known: nothing was asked, or a failed call may have lost the request's message
 */
function stepOf({ incident, step, to }: Done, facts: Facts): number | undefined {
  if (step !== undefined || isStruck(incident, facts, { from: to, to })) return step;
  const keys = facts.notices.filter((one) => one.incident === incident && one.at <= to).map(({ key }) => key);
  const asked = keys.findLast((key) => /\/approval-\d+$/.test(key))?.match(/\d+$/)?.[0];
  return asked === undefined ? undefined : Number(asked);
}

/** Whether a person's answer was written by then, even though the command or the link never confirmed it. */
const hasWritten = ({ terminal, from }: Done, by: number, { calls, struck }: Facts): boolean =>
  calls.some(
    (call) =>
      (call.by?.name === terminal || /^answer/.test(call.by?.function ?? '')) &&
      /^(TransactWrite|Update)$/.test(call.command) &&
      Date.parse(call.at) >= from &&
      Date.parse(call.at) <= by &&
      !struck.some((one) => one.call === call && !isCarriedOut(one.failure)),
  );
