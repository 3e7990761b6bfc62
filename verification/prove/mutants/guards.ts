import {
  answers,
  call,
  changes,
  changesLater,
  type Mutant,
  mutant,
  resolves,
  set,
  test,
  wrap,
} from './mutant.ts';
import { keepsNothing } from './person.ts';

const admit = 'lambdas/admit/admit.ts';
const open = 'lambdas/admit/open.ts';
const decide = 'lambdas/admit/decide.ts';
const guards = 'lambdas/admit/guards.ts';
const limits = 'lib/core/incident/run-limits.ts';
const mass = 'lib/core/mass-failure/mass-failure.ts';
const runs = 'lib/core/incident/runs.ts';

/** Lets a step act without its lock: otherwise it refuses, which would make up for a lock that was never taken. */
const lockNotAsked = set(
  'lib/action/run/attempt-items.ts',
  'keepBusy',
  'ConditionExpression',
  "'holder = :holder OR attribute_exists(pk) OR attribute_not_exists(pk)'",
);

/** Every guard at Admit: what keeps a runbook from acting. */
export const guardMutants: readonly Mutant[] = [
  mutant(
    'cooldown',
    'the cooldown is not asked',
    wrap(
      limits,
      'runLimitsOf',
      '(real, runs, guards, now) => real(runs, { ...guards, cooldownSeconds: 0 }, now)',
    ),
  ),
  mutant(
    'cooldown',
    'the cooldown counts from the first run',
    wrap(
      limits,
      'runLimitsOf',
      `(real, runs, guards, now) => {
        const limits = real(runs, guards, now);
        const { cooldown: _, ...until } = limits.until;
        const first = limits.runs[0]?.at;
        const at = first && new Date(Date.parse(first) + guards.cooldownSeconds * 1000).toISOString();
        return { ...limits, until: at && at > now.toISOString() ? { ...until, cooldown: at } : until };
      }`,
    ),
  ),
  mutant(
    'maxRunsPerDay',
    'runs a day are not counted',
    wrap(limits, 'runLimitsOf', '(real, ...given) => ({ ...real(...given), today: 0 })'),
  ),
  mutant(
    'maxRunsPerDay',
    'one run a day more is allowed',
    changes(limits, 'runLimitsOf', '{ ...one, today: one.today - 1 }'),
  ),
  mutant(
    'breaker',
    'the breaker never opens',
    wrap(
      limits,
      'runLimitsOf',
      '(real, ...given) => { const limits = real(...given); const { breaker: _, ...until } = limits.until; return { ...limits, until }; }',
    ),
  ),
  mutant('breaker', 'every run counts as one with effect', answers(runs, 'effectOf', "'healed'")),
  mutant(
    'mass failure',
    'incidents at once are not counted',
    wrap(
      mass,
      'suspended',
      '(real, incident, judged, ...rest) => real(incident, { ...judged, beginning: undefined }, ...rest)',
    ),
  ),
  mutant(
    'mass failure',
    'only a part of the window counts for a mass failure',
    wrap(mass, 'massFailureKeys', '(real, ...given) => real(...given).slice(0, 1)'),
  ),
  mutant(
    'mass failure',
    'a mass failure is over at once',
    answers('lib/core/incident/mass-failure.ts', 'massFailureNow', 'undefined'),
  ),
  mutant(
    'mass failure',
    'one incident more may act before it is a mass failure',
    changesLater(mass, 'countBeginning', '("began" in one ? { began: one.began - 1 } : one)'),
  ),
  mutant(
    'change freeze',
    'a closed calendar counts as open',
    resolves('lib/core/aws/calendar.ts', 'calendarState', "({ state: 'OPEN', until: '' })"),
  ),
  mutant(
    'mode off',
    'a runbook that is switched off acts',
    wrap(
      decide,
      'decide',
      "(real, asked) => real(asked.mode.mode === 'off' ? { ...asked, mode: { mode: 'auto' } } : asked)",
    ),
  ),
  mutant(
    'mode watch',
    'a runbook that only watches acts',
    wrap(
      decide,
      'decideToAct',
      "(real, asked, alarm) => real(asked.mode.mode === 'watch' ? { ...asked, mode: { mode: 'auto' } } : asked, alarm)",
    ),
  ),
  mutant(
    'modes at run time',
    'what people have switched does not count at Admit',
    wrap('lib/core/switches/modes.ts', 'effectiveMode', '(real, runbook, deployed) => ({ mode: deployed })'),
  ),
  mutant(
    'stale event',
    'an old event counts like a new one',
    test('lib/core/guards/stale-after.ts', 'staleAfter', 1, 'false'),
  ),
  mutant(
    "alarm's own switches",
    "the alarm's own switches are not honored",
    wrap(
      decide,
      'decide',
      "(real, asked) => real('silenced' in asked.alarm ? { ...asked, alarm: { ...asked.alarm, silenced: undefined } } : asked)",
    ),
  ),
  mutant(
    "alarm's own switches",
    'a mute rule is not honored',
    wrap(admit, 'muted', '(real, alarm) => alarm'),
  ),
  mutant(
    'suppressed',
    'everything is suppressed',
    answers(
      decide,
      'decideToAct',
      "({ answer: 'suppressed', reason: { code: 'own-words', facts: { text: 'nothing' } }, plan: [] })",
    ),
  ),
  mutant(
    'suppressed',
    'what nobody knows is suppressed',
    wrap(
      decide,
      'decide',
      "(real, asked) => { const said = real(asked); return said.answer === 'page' ? { ...said, answer: 'suppressed' } : said; }",
    ),
  ),
  mutant(
    'data supports alarm',
    'a state that the data do not support is believed',
    resolves(admit, 'doubtOf', 'undefined'),
  ),
  mutant(
    'data supports alarm',
    'data that can not be read support anything',
    wrap(
      'lambdas/admit/data-supports-alarm.ts',
      'dataAgainstAlarm',
      'async (real, ...given) => { const doubt = await real(...given); return doubt?.code === "data-unreadable" ? undefined : doubt; }',
    ),
  ),
  mutant(
    'allow-list',
    'any target is allowed, at Admit and by the action',
    answers('lib/core/runbook/runbook.ts', 'permits', 'true'),
  ),
  mutant(
    'lock',
    'a lock is granted whoever holds it',
    answers(guards, 'holderOf', 'undefined'),
    set(
      open,
      'takeLock',
      'ConditionExpression',
      "'attribute_not_exists(pk) OR attribute_exists(pk) OR leaseUntil < :now'",
    ),
  ),
  mutant(
    'lock',
    'a busy worker does not hold its target',
    wrap(
      guards,
      'holderOf',
      '(real, lock, now) => (lock && lock.leaseUntil >= now.toISOString() ? lock.holder : undefined)',
    ),
    set(open, 'takeLock', 'ConditionExpression', "'attribute_not_exists(pk) OR leaseUntil < :now'"),
  ),
  mutant(
    'lock',
    'what a person has taken over is free',
    wrap(
      open,
      'byMemory',
      '(real, incident, memory, ...rest) => real(incident, { ...memory, locks: new Map([...memory.locks].filter(([, { keptBy }]) => !keptBy)) }, ...rest)',
    ),
    set(
      open,
      'takeLock',
      'ConditionExpression',
      "'attribute_not_exists(pk) OR attribute_exists(keptBy) OR (leaseUntil < :now AND busyUntil < :now)'",
    ),
    keepsNothing,
  ),
  mutant(
    '3',
    'an incident takes no locks',
    wrap(
      open,
      'takeLock',
      '(real, database, target, incident) => ({ Put: { TableName: database.table, Item: { pk: "NOTHING#" + target, sk: incident.id } } })',
    ),
    lockNotAsked,
  ),
  mutant(
    'lock',
    'only the first target is locked',
    call(open, 'openIncident', 'flatMap', '$&.slice(0, 1)'),
    lockNotAsked,
  ),
  mutant(
    'quiet is not good',
    'an alarm that takes silence for good needs no second metric',
    answers('lib/core/alarm/fit.ts', 'quietMeansGood', 'undefined'),
  ),
  mutant(
    'verify within',
    'an alarm that is too slow for its runbook is acted on',
    answers('lib/core/alarm/fit.ts', 'tooSlow', 'undefined'),
  ),
];
