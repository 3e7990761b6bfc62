import type { Incident } from '#core/incident/records';
import type { Rule } from './rule.ts';

/** Counters cover a fifth of the window each, so that the oldest may have left before its time. */
const surely = 3 / 5;

/**
 * Of the incidents that begin within one window, no more than the limit ring by themselves: all others are in the page of the
 * mass failure. Only where nothing fails, and all runbooks have one limit.
 */
export const massFailuresRingOnce: Rule = {
  name: 'a mass failure is one page',
  counter: 'doublePaged',
  broken: ({ players, records, rings, faulted, story, happened, done }) => {
    const [limit, ...others] = players.map(({ runbook }) => runbook.guards.massFailure);
    const isOne = others.every(
      (other) => other?.incidents === limit?.incidents && other?.withinSeconds === limit?.withinSeconds,
    );
    if (!limit || !isOne || faulted || story.weather || happened.length > 0 || done.length > 0) return [];
    const began = ({ openedAt }: Incident) => Date.parse(openedAt);
    const counted = [...records.values()].flatMap(({ incident }) =>
      incident &&
      (incident.answer === 'act' || incident.answer === 'page') &&
      rings.some((ring) => ring.incident === incident.id && !ring.isMassFailure && !ring.isForAll)
        ? [incident]
        : [],
    );
    const most = Math.max(
      0,
      ...counted.map(
        (last) =>
          counted.filter(
            (one) =>
              began(one) <= began(last) && began(one) > began(last) - limit.withinSeconds * 1000 * surely,
          ).length,
      ),
    );
    return most > limit.incidents
      ? [
          `${most} incidents rang by themselves within ${limit.withinSeconds} s, and the limit is ${limit.incidents}.`,
        ]
      : [];
  },
};
