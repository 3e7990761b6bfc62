import type { Deed } from '../deeds.ts';
import { isDrilled } from '../drills.ts';
import type { Facts, Ring } from '../facts.ts';
import { wasOk } from './outages.ts';
import type { Rule } from './rule.ts';

/** A step acts once for a change of an alarm, even if two invocations, two executions or two incidents ask for it. */
export const once: Rule = {
  name: 'a step acts once',
  counter: 'doubleActed',
  broken: ({ deeds, restoredAt }) => {
    // A restored table has no record of what was done before, so deeds from then on are counted separately.
    const ofTable = ({ begunAt }: Deed) =>
      restoredAt !== undefined && begunAt >= restoredAt ? ' after the restore' : '';
    const ofChange = (deed: Deed) =>
      deed.byHand || !deed.change
        ? `step ${deed.step} of incident ${deed.incident}${ofTable(deed)}`
        : `step ${deed.step} for ${deed.player?.alarm.name} since ${deed.change.at.toISOString()}${ofTable(deed)}`;
    return [...Map.groupBy(deeds, ofChange)].flatMap(([attempt, sent]) => {
      const invocations = new Set(sent.map(({ invocation }) => invocation));
      if (invocations.size > 1) return [`${invocations.size} invocations acted for ${attempt}.`];
      const calls = sent.map(({ call }) => `${call.command} ${JSON.stringify(call.input)}`);
      return new Set(calls).size < calls.length ? [`One call was sent twice for ${attempt}.`] : [];
    });
  },
};

interface Span {
  readonly incident: string;
  readonly target: string;
  readonly from: number;
  readonly to: number;
}

/** Two incidents never act on the same target at the same time: the second would ruin the first one's fix. */
export const oneAtATime: Rule = {
  name: 'one incident on a target at a time',
  counter: 'doubleActed',
  broken: (facts) => {
    const spans = spansOf(facts);
    return spans.flatMap((one, index) =>
      spans
        .slice(index + 1)
        .filter(
          (other) =>
            other.target === one.target &&
            other.incident !== one.incident &&
            one.from < other.to &&
            other.from < one.to,
        )
        .map(
          (other) => `${one.target} was acted on by incidents ${one.incident} and ${other.incident} at once.`,
        ),
    );
  },
};

/**
 * From an incident's call on a target until its alarm is OK, a person is asked to take over or denies the next step, or its step
 * fails or has had its full time. If its lock is taken away or lost with the table, the span ends there: the incident can no
 * longer keep others off. It still must not act again itself.
 */
function spansOf(facts: Facts): Span[] {
  const { restoredAt = Number.NaN } = facts;
  // An invocation that was under way when the table was restored has no lock in the restored one.
  const isLocked = ({ begunAt, at }: Deed) => !(begunAt <= restoredAt && restoredAt <= at);
  return facts.deeds.filter(isLocked).flatMap((deed) =>
    deed.places.map((target) => ({
      ...{ target, incident: deed.incident, from: deed.at },
      to: Math.max(deed.at, deed.byHand ? deed.at : endOf(deed, facts)),
    })),
  );
}

/** Lines about an incident on its outage's page, if it has no page of its own. A restored table does not say which page. */
const linesAbout = ({ incident: id, player }: Deed, facts: Facts): readonly Ring[] => {
  const { records, notices, restoredAt } = facts;
  const its = records.get(id)?.incident;
  const isOf = ({ incident }: Ring) =>
    its === undefined ? restoredAt !== undefined : its.partOf !== undefined && incident === its.partOf;
  return notices.filter((line) => isOf(line) && player && line.names.includes(player));
};

/** When the person who runs a drill was told that its incident is over. Nobody is asked to take over a drill's incident. */
const toldOfDrill = (deed: Deed, facts: Facts): number | undefined =>
  isDrilled(deed, facts)
    ? facts.notices.find(
        ({ at, incident, key }) =>
          incident === deed.incident && at >= deed.at && !/\/approval-\d+$/.test(key),
      )?.at
    : undefined;

/**
 * When a page stage that was hit by a fault (e.g. it died or froze) sent its verdict, or else its page. The incident's lock is
 * free by then.
 */
function stuckPage({ at, execution }: Deed, { struck, calls }: Facts): number | undefined {
  const stuck = struck.find(({ call: { at: sent, by, command } }) => {
    const asked = (by?.payload ?? {}) as { readonly execution?: string };
    const isPage = /^PageFunctionArn/.test(by?.function ?? '') || command === 'Publish';
    return isPage && asked.execution === execution && Date.parse(sent) >= at;
  })?.call;
  const verdict = calls.find(({ by, command }) => by === stuck?.by && command === 'TransactWrite');
  const sent = verdict ?? (stuck?.command === 'Publish' ? stuck : undefined);
  return sent && Date.parse(sent.at);
}

function endOf(deed: Deed, facts: Facts): number {
  const { at, step, player, incident, execution, workFailedAt } = deed;
  const { changes, rings, done, lockLostBy, restoredAt, removedAt } = facts;
  const stops = facts.stopped.filter(({ executions }) => executions.includes(execution));
  // A call that was under way when a person pressed Stop is that person's to deal with.
  if (stops.some((one) => one.at <= at)) return at;
  const full = at + (player?.runbook.steps[step - 1]?.verifyWithinSeconds ?? 0) * 1000;
  const its = changes.filter(({ arn, state }) => arn === player?.arn && state === 'OK');
  const ok =
    player && wasOk(player.arn, at, at, changes)
      ? at
      : its.find((one) => one.at.getTime() > at)?.at.getTime();
  // The state machine's own page names the execution, not the incident.
  const isIts = (ring: Ring) =>
    ring.incident === incident || ring.isForAll || ring.message.body.includes(execution);
  const ends = [
    full,
    ok,
    workFailedAt,
    rings.find((ring) => ring.at >= at && isIts(ring))?.at,
    linesAbout(deed, facts).find((line) => line.at >= at)?.at,
    toldOfDrill(deed, facts),
    stuckPage(deed, facts),
    done.find((one) => one.incident === incident && /^(take|deny)$/.test(one.does))?.from,
    ...stops.map((one) => one.at),
    ...[lockLostBy?.get(incident), restoredAt, removedAt],
  ];
  return Math.min(...ends.filter((end) => end !== undefined && end >= at).map(Number), full);
}
