import { answers, call, equivalent, type Mutant, mutant, resolves, set, test, wrap } from './mutant.ts';

const memory = 'lib/core/incident/alarm-memory.ts';
const unseen = 'lib/core/incident/unseen-page.ts';
const ended = 'lib/core/incident/execution-ended.ts';
const reconcile = 'lambdas/reconcile/reconcile.ts';

/** What the table remembers about an alarm, and the reconciler, which relies on it. */
export const memoryMutants: readonly Mutant[] = [
  mutant(
    'memory',
    'an alarm does not remember its last incident',
    wrap(
      memory,
      'rememberOnAlarm',
      '(real, database, incident, ...rest) => { const { Update, ...other } = real(database, incident, ...rest); return Update ? { Update: { ...Update, Key: { ...Update.Key, sk: "ELSEWHERE#" + incident.id } } } : other; }',
    ),
  ),
  mutant(
    'memory',
    "an alarm's memory goes back to an older change",
    wrap(
      memory,
      'rememberOnAlarm',
      '(real, database, { alarm: { firingSince: _since, ...alarm }, ...incident }, { lastSince: _last, ...seen }, now) => real(database, { ...incident, alarm }, seen, now)',
    ),
  ),
  mutant(
    'memory',
    'whatever an alarm remembers is about what fires now',
    wrap(memory, 'isAboutTheSame', '(real, { lastIncident }) => lastIncident !== undefined'),
  ),
  mutant(
    'memory',
    'nothing that an alarm remembers is about what fires now',
    answers(memory, 'isAboutTheSame', 'false'),
  ),
  mutant(
    'memory',
    'an incident takes care of its alarm, whatever its verdict',
    answers(memory, 'takesCare', 'true'),
  ),
  mutant(
    'memory',
    'an incident that paged takes care of nothing',
    wrap(memory, 'takesCare', '(real, { verdict }) => verdict === undefined'),
  ),
  equivalent(
    'memory',
    'the second id of an incident is not written',
    'Only an execution whose Admit fails for good right after it was written looks for it, and that one rings.',
    resolves(memory, 'nameAlso', '{}'),
  ),
  mutant(
    'memory',
    'a page that could not see its incident leaves it acting',
    resolves(unseen, 'rememberMissedPage', 'undefined'),
  ),
  mutant(
    'memory',
    "the state machine's own page for one delivery leaves another one's incident acting",
    answers(ended, 'hasAskedUnseen', 'false'),
  ),
  mutant(
    'memory',
    'an event from the future counts for all changes until then',
    wrap(
      memory,
      'rememberOnAlarm',
      '(real, database, incident, seen, now) => real(database, incident, seen, new Date(now.getTime() + 86_400_000))',
    ),
  ),
  mutant(
    '11',
    'what the reconciler finds begins when it acts, not with its reading',
    wrap(
      reconcile,
      'missingSince',
      '(real, alarm, memory, entry, _lookedAt, services) => real(alarm, memory, entry, services.now(), services)',
    ),
  ),
  mutant('11', 'the reconciler is off', resolves(reconcile, 'missingSince', 'undefined')),
  mutant(
    '11',
    'one alarm that can not be looked at ends the run of the reconciler',
    call(reconcile, 'reconcile', 'failed', '((error: unknown) => { throw error; })'),
  ),
  mutant(
    '11',
    'the reconciler starts what it has started again, under an id of its own',
    wrap(
      reconcile,
      'missingSince',
      '(real, alarm, memory, entry, services) => real(alarm, {}, entry, services).then((since) => since && services.now().toISOString())',
    ),
    answers(memory, 'isAboutTheSame', 'false'),
  ),
  mutant(
    '11',
    'a reconciled execution that died before Admit is not started again',
    set(reconcile, 'start', 'name', "'reconciled-' + incident"),
  ),
  mutant(
    '11',
    'an alarm whose runbook can not be started is not paged',
    call(reconcile, 'pageMissed', 'publish', 'undefined'),
  ),
  mutant('11', 'a missed alarm is paged by every run', resolves(unseen, 'rememberMissedPage', '{}')),
  equivalent(
    '11',
    'each run of the reconciler has another moment for what nobody takes care of',
    'What one run has started or paged is remembered with the alarm before the next run, which then asks for no moment.',
    wrap(memory, 'missedSince', '(real, database, arn, now) => Promise.resolve(now.toISOString())'),
  ),
  equivalent(
    'memory',
    'what the pager opened is not remembered if its write was sent again',
    'Its id is made of the alarm and the moment, so whoever starts it again finds that it was paged.',
    test('lambdas/page/unadmitted.ts', 'unadmitted', 4, 'false'),
  ),
];
