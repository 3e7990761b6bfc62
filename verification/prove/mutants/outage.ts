import { call, type Mutant, mutant, resolves, set, test, wrap } from './mutant.ts';

const ending = 'lib/core/outage/end-paging.ts';
const lasts = 'lib/core/outage/lasts.ts';
const outage = 'lib/core/outage/outage.ts';
const swept = 'lambdas/sweep/outages.ts';

/** What rule 17 depends on: when a page stands for more than its own incident, and when it must not. */
export const outageMutants: readonly Mutant[] = [
  mutant('17', 'every incident rings, whatever outage it belongs to', resolves(ending, 'covers', 'false')),
  mutant(
    '17',
    'an outage lasts for ever: what fires after its end adds a line to an old page',
    resolves(lasts, 'lasts', 'true'),
    test(ending, 'covers', 1, '!outage || !record'),
    set(outage, 'joinOutage', 'ConditionExpression', "'attribute_exists(pk)'"),
  ),
  mutant(
    '17',
    'a second of OK ends an outage',
    wrap(lasts, 'hasHeld', '(real, alarm, its, now) => real(alarm, { ...its, holdSeconds: 0 }, now)'),
    wrap(
      lasts,
      'heldSpans',
      '(real, cloudwatch, its, ...rest) => real(cloudwatch, { ...its, holdSeconds: 0 }, ...rest)',
    ),
  ),
  mutant(
    '17',
    'a page is closed while another alarm of its outage still fires',
    call(swept, 'sweepOutage', 'every', 'known.some(({ alarm, reading }) => hasHeld(reading, alarm, now))'),
  ),
  mutant(
    '17',
    'two that page in the same moment do not see each other',
    wrap(
      outage,
      'beginOutage',
      '(real, database, incident, since, seen, held) => real(database, incident, since, undefined, held)',
    ),
  ),
  mutant(
    '17',
    'an outage is known by its alarm only, not by its targets',
    wrap(outage, 'placesOf', '(real, incident) => real(incident).slice(0, 1)'),
  ),
  mutant('17', 'a page that was never accepted stands for others', resolves(ending, 'wasRung', 'true')),
  mutant(
    '17',
    'where it is not known whether an outage lasts, nobody rings',
    wrap(ending, 'covers', '(real, ...given) => real(...given).catch(() => true)'),
  ),
  mutant(
    '17',
    'a page begins its outage by its own clock alone',
    wrap(outage, 'pagedBy', '(real, incident, now) => now'),
  ),
  mutant(
    '17',
    'a clock that is behind does not see that OK held until now',
    wrap(ending, 'notBefore', '(real, now) => now'),
  ),
  mutant('17', 'nobody closes the page of an outage that is over', resolves(swept, 'close', '{}')),
  mutant(
    '17',
    'an alarm is taken to have no history',
    resolves('lib/core/alarm/history.ts', 'lastUpdates', '({ updates: [], isAll: true })'),
  ),
];
