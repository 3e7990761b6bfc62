import type { Facts } from '../facts.ts';
import type { Happening } from '../happenings.ts';
import type { Change, Player } from '../stage.ts';

/** Functions whose input names no single incident, so it does not show which one they were working on. */
const looksAfterAll = /\b(sweep|execution-ended|dead-letters|reconcile|recover|resolve)$/;

/**
 * Whether a call about an incident failed, including calls of another delivery of its event. If a message shows no incident,
 * nobody knows whose it is, so any failed call may be about it.
 */
export function isStruck(id: string | undefined, { struck, records, done, about }: Facts): boolean {
  if (id === undefined) return struck.length > 0;
  const { change } = about(records.get(id)?.incident?.execution ?? '');
  const isDelivery = (payload: unknown) => {
    const { execution } = (payload ?? {}) as { execution?: string };
    return change !== undefined && execution !== undefined && about(execution).change === change;
  };
  const names = [id, records.get(id)?.incident?.execution ?? id];
  const terminals = done.flatMap(({ incident, terminal }) => (incident === id ? [terminal] : []));
  return struck.some(({ call: { by, input } }) => {
    const asked = JSON.stringify([by?.payload, input]);
    return (
      looksAfterAll.test(by?.function ?? String(input['FunctionName'])) ||
      (by !== undefined && terminals.includes(by.name)) ||
      isDelivery(by?.payload) ||
      names.some((name) => asked.includes(name))
    );
  });
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
