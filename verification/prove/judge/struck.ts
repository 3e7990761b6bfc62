import type { Call } from '#testing/world/wire';
import type { Facts } from '../facts.ts';
import type { Happening } from '../happenings.ts';
import type { Change, Player } from '../stage.ts';

/**
 * Functions whose input names no single incident, so it does not show which one they were working on, and how long what one of
 * them left undone may be missing, in milliseconds. Lambda delivers an event again after one and then two more minutes, the next
 * sweep comes a minute later, and the reconciler five minutes later; each may take a minute.
 */
const looksAfterAll: ReadonlyArray<readonly [name: RegExp, missing: number]> = [
  [/\bsweep$/, 120_000],
  [/\b(execution-ended|dead-letters|recover|resolve)$/, 240_000],
  [/\breconcile$/, 360_000],
];

/** When something that is judged happened, in epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Whether a call about an incident failed, including calls of another delivery of its event. A failed call of a function that
 * looks after all of them counts only if what it left undone may have been missing in the given span. If a message shows no
 * incident, nobody knows whose it is, so any failed call may be about it.
 */
export function isStruck(id: string | undefined, facts: Facts, span?: Span): boolean {
  const { struck, records, done, about } = facts;
  if (id === undefined) return struck.length > 0;
  const { change } = about(records.get(id)?.incident?.execution ?? '');
  const isDelivery = (payload: unknown) => {
    const { execution } = (payload ?? {}) as { execution?: string };
    return change !== undefined && execution !== undefined && about(execution).change === change;
  };
  const names = [id, records.get(id)?.incident?.execution ?? id];
  const terminals = done.flatMap(({ incident, terminal }) => (incident === id ? [terminal] : []));
  return struck.some(({ call }) => {
    const { by, input } = call;
    const asked = JSON.stringify([by?.payload, input]);
    return (
      isMissed(call, facts, span) ||
      (by !== undefined && terminals.includes(by.name)) ||
      isDelivery(by?.payload) ||
      names.some((name) => asked.includes(name))
    );
  });
}

/**
 * Whether a failed call is one of a function that looks after all incidents, and what it left undone may be missing in a span.
 * A process that was frozen goes on later.
 */
export function isMissed(call: Call, { calls }: Facts, span?: Span): boolean {
  const { by, input } = call;
  const name = by?.function ?? String(input['FunctionName']);
  const [, missing] = looksAfterAll.find(([one]) => one.test(name)) ?? [];
  if (missing === undefined || span === undefined) return missing !== undefined;
  const its = by ? calls.filter((one) => one.by === by) : [call];
  return its.some(({ at }) => Date.parse(at) >= span.from - missing && Date.parse(at) <= span.to);
}

/** Changes whose events were lost, late, undeliverable or out of order. Events that come twice are normal, and left out. */
export const heldUp = ({ happened, changes }: Facts): Change[] =>
  happened.filter(isHeldUp).flatMap(({ at }) => {
    const [kind, number] = at.split('#');
    return changes.filter(({ state }) => state === kind)[Number(number) - 1] ?? [];
  });

const isHeldUp = (one: Happening): boolean => 'event' in one && one.event !== 'twice';

/**
 * Whether an event about one of these alarms was held up. The number of an ENDED or WORK event does not say whose execution or
 * work ended, so each of those counts.
 */
export const wasHeldUp = (players: readonly Player[], facts: Facts): boolean =>
  facts.happened.some((one) => isHeldUp(one) && /^(ENDED|WORK)#/.test(one.at)) ||
  heldUp(facts).some(({ player }) => players.includes(player));
