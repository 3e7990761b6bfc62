import type { Facts } from '../facts.ts';
import type { Change, Player } from '../stage.ts';

/**
 * One outage: from the first ALARM of an alarm, or of another alarm on the same target, until OK has held for all of them.
 * Moments are epoch milliseconds.
 */
export interface Outage {
  readonly players: readonly Player[];
  readonly from: number;
  /** Infinity if it has not ended. */
  readonly to: number;
}

/** Every outage of a story, grouped by alarms that share targets; oldest first within a group. */
export const outagesOf = ({
  players,
  changes,
  done,
}: Pick<Facts, 'players' | 'changes' | 'done'>): Outage[] =>
  together(players, done).flatMap((siblings) =>
    joined(siblings.flatMap((player) => spansOf(player, changes))).map((span) => ({
      players: siblings,
      ...span,
    })),
  );

export const outageOf = (change: Change, outages: readonly Outage[]): Outage | undefined =>
  outages.find(
    ({ players, from, to }) =>
      players.includes(change.player) && from <= change.at.getTime() && change.at.getTime() < to,
  );

/** Groups of alarms whose runbooks share a target, directly or through other alarms. */
function together(players: readonly Player[], done: Facts['done']): Player[][] {
  const groups: Player[][] = [];
  for (const player of players) {
    const shared = groups.filter((group) => group.some((other) => mayShareTarget(player, other, done)));
    for (const group of shared) groups.splice(groups.indexOf(group), 1);
    groups.push([...shared.flat(), player]);
  }
  return groups;
}

const actsIn = ({ runbook: { mode } }: Player): boolean => mode === 'auto' || mode === 'approve';

const touchesSame = (one: Player, other: Player): boolean =>
  one.places.flat().some((target) => other.places.some((its) => its.includes(target)));

/** Whether two runbooks act on the same target, in the mode they are deployed in or once a person has switched them to auto. */
export function mayShareTarget(one: Player, other: Player, done: Facts['done']): boolean {
  const mayAct = (player: Player) =>
    actsIn(player) || done.some(({ does, player: whose }) => does === 'auto' && whose === player);
  return mayAct(one) && mayAct(other) && touchesSame(one, other);
}

/** Whether two runbooks act on the same target, in the mode they are deployed in. */
export const sharesTarget = (one: Player, other: Player): boolean =>
  actsIn(one) && actsIn(other) && touchesSame(one, other);

interface Span {
  readonly from: number;
  readonly to: number;
}

/** From each ALARM until OK has held. */
function spansOf(player: Player, changes: readonly Change[]): Span[] {
  const hold = player.runbook.recovered.holdForSeconds * 1000;
  const spans: Span[] = [];
  let from: number | undefined;
  let okSince: number | undefined;
  for (const { state, at } of changes.filter(({ arn }) => arn === player.arn)) {
    const moment = at.getTime();
    if (from !== undefined && okSince !== undefined && moment >= okSince + hold) {
      spans.push({ from, to: okSince + hold });
      from = undefined;
    }
    okSince = state === 'OK' ? moment : undefined;
    if (state === 'ALARM') from ??= moment;
  }
  if (from !== undefined)
    spans.push({ from, to: okSince === undefined ? Number.POSITIVE_INFINITY : okSince + hold });
  return spans;
}

/** Merges spans that overlap. */
function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const span of [...spans].sort((one, other) => one.from - other.from)) {
    const last = all.at(-1);
    if (last && span.from < last.to)
      all[all.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else all.push(span);
  }
  return all;
}

/** Whether an alarm was OK at some moment of a span. */
export function wasOk(arn: string, from: number, to: number, changes: readonly Change[]): boolean {
  return wasIn('OK', arn, from, to, changes);
}

/** Whether an alarm was in a state at some moment of a span. */
export function wasIn(
  state: Change['state'],
  arn: string,
  from: number,
  to: number,
  changes: readonly Change[],
): boolean {
  const its = changes.filter((change) => change.arn === arn);
  const before = its.findLast(({ at }) => at.getTime() <= from)?.state ?? 'OK';
  return (
    before === state ||
    its.some((change) => change.state === state && change.at.getTime() > from && change.at.getTime() <= to)
  );
}

/** The longest CloudWatch takes to see that a service works, in ms: a partly bad period, a good one, and its evaluation. */
export const toSee = (player: Player): number => (2 * (player.alarm.period ?? 60) + 30) * 1000;
