import type { Mutant } from './mutant.ts';

const endPaging = 'lambdas/shared/end-paging.ts';
const lasts = 'lambdas/shared/outage-lasts.ts';
const outage = 'lambdas/shared/outage.ts';
const sweepOutage = 'lambdas/sweep/outages.ts';

/** What rule 17 hangs on: when a page stands for more than its own incident, and when it must not. */
export const outageMutants: readonly Mutant[] = [
  {
    name: 'every incident rings, whatever outage it belongs to',
    rule: '17',
    edits: [
      {
        file: endPaging,
        from: 'if (await covers(head, incident, services)) return { places, head };',
        to: 'await covers(head, incident, services);',
      },
    ],
  },
  {
    name: 'a page stands for others before any channel has accepted it',
    rule: '17',
    edits: [{ file: endPaging, from: 'if (seen.toldAt) return true;', to: 'return true;' }],
  },
  {
    name: 'an outage lasts for ever: what fires after its end adds a line to an old page',
    rule: '17',
    edits: [
      { file: lasts, from: 'if (outage.endedAt) return false;', to: '' },
      { file: lasts, from: 'if (held.length === 0) return true;', to: 'return true;' },
      {
        file: endPaging,
        from: 'if (!outage || outage.endedAt || !record) return false;',
        to: 'if (!outage || !record) return false;',
      },
      {
        file: outage,
        from: "'attribute_exists(pk) AND attribute_not_exists(endedAt)',\n        UpdateExpression: 'SET alarms.#arn = :alarm, lastJoined = :id',",
        to: "'attribute_exists(pk)',\n        UpdateExpression: 'SET alarms.#arn = :alarm, lastJoined = :id',",
      },
    ],
  },
  {
    name: 'a second of OK ends an outage',
    rule: '17',
    edits: [
      { file: lasts, from: 'const from = at + holdSeconds * 1_000;', to: 'const from = at;' },
      { file: lasts, from: 'secondsBetween(alarm.transitionedAt, now) >= holdSeconds', to: 'true' },
    ],
  },
  {
    name: 'a page is closed while another alarm of its outage still fires',
    rule: '17',
    edits: [
      {
        file: sweepOutage,
        from: 'known.every(({ alarm, reading }) => hasHeld(reading, alarm, now))',
        to: 'known.some(({ alarm, reading }) => hasHeld(reading, alarm, now))',
      },
    ],
  },
  {
    name: 'two that page in the same moment do not see each other',
    rule: '17',
    edits: [
      {
        file: endPaging,
        from: 'beginOutage(database, incident, iso(now()), places);',
        to: 'beginOutage(database, incident, iso(now()));',
      },
    ],
  },
  {
    name: 'what a person took is quiet for ever',
    rule: '17',
    edits: [
      {
        file: sweepOutage,
        from: 'if (firing || !alarms) await ringAgain(outage, firing, services);',
        to: '',
      },
    ],
  },
];
