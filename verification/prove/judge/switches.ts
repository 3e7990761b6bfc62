import type { Mode } from '#core/runbook/runbook';
import type { Facts } from '../facts.ts';
import type { Done } from '../people.ts';
import type { Player } from '../stage.ts';

/** What people switched, judged by what they did, not by what the table says. Moments are epoch milliseconds. */
type Switched = Pick<Facts, 'done' | 'restoredAt'>;

/** What was done by a moment, in order, without what a table restored from yesterday has lost. */
const doneBy = ({ done, restoredAt = Number.POSITIVE_INFINITY }: Switched, moment: number): Done[] =>
  done.filter(({ to, done: was }) => was && to <= moment && !(to <= restoredAt && restoredAt <= moment));

/** Whether everything was stopped at a moment. */
export function isStopped(moment: number, switched: Switched): boolean {
  const last = doneBy(switched, moment).findLast(({ does }) => does === 'stop-all' || does === 'resume');
  return last?.does === 'stop-all';
}

const lowest: readonly Mode[] = ['off', 'watch', 'approve', 'auto'];

/** The mode of a runbook at a moment. */
export function modeAt(player: Player, moment: number, switched: Switched): Mode {
  const done = doneBy(switched, moment);
  const own = done.findLast(
    (one) => !one.forAll && one.player === player && /^(off|watch|auto|clear)$/.test(one.does),
  )?.does;
  const chosen: Mode = own === 'off' || own === 'watch' || own === 'auto' ? own : player.runbook.mode;
  const isOff = done.some(({ does, forAll }) => forAll && does === 'off');
  return isOff || lowest.indexOf(chosen) < 0 ? 'off' : chosen;
}

/** The modes that a runbook may have had during a span: a command switches at some moment between its start and its end. */
export function modesIn(player: Player, from: number, to: number, switched: Switched): ReadonlySet<Mode> {
  const edges = switched.done.flatMap((one) => [one.from, one.to]);
  const moments = [from, to, ...edges, switched.restoredAt ?? from].filter((one) => one >= from && one <= to);
  const early = { ...switched, done: switched.done.map((one) => ({ ...one, to: one.from })) };
  return new Set(
    moments.flatMap((moment) => [modeAt(player, moment, switched), modeAt(player, moment, early)]),
  );
}

/** Whether everything was stopped throughout a span. */
export const isStoppedAllThrough = (from: number, to: number, switched: Switched): boolean =>
  isStopped(from, switched) &&
  isStopped(to, switched) &&
  !switched.done.some(
    ({ does, from: began, done }) => done && does === 'resume' && began >= from && began <= to,
  ) &&
  !(switched.restoredAt && switched.restoredAt >= from && switched.restoredAt <= to);
