import {
  answers,
  call,
  changes,
  changesLater,
  equivalent,
  type Mutant,
  mutant,
  resolves,
  set,
  test,
  wrap,
} from './mutant.ts';

const recovery = 'lambdas/verify/recovery.ts';
const wait = 'lambdas/verify/wait-for-ok.ts';
const again = 'lambdas/verify/look-again.ts';
const settled = 'lambdas/verify/settle.ts';
const held = 'lambdas/verify/confirm-held.ts';
const wake = 'lib/core/incident/wake.ts';

/** How a recovery is waited for, verified and recorded. */
export const verifyMutants: readonly Mutant[] = [
  mutant(
    '5',
    'an alarm without data counts as recovered',
    call(
      recovery,
      'isOk',
      'readAlarm',
      "$&.then((one) => ('state' in one && one.state !== 'ALARM' ? { ...one, state: 'OK' } : one))",
    ),
    call(
      recovery,
      'held',
      'readAlarm',
      "$&.then((one) => ('state' in one && one.state !== 'ALARM' ? { ...one, state: 'OK' } : one))",
    ),
  ),
  mutant(
    '5',
    'an OK is newer than an ALARM of the same second, whichever clock was ahead',
    call(recovery, 'isOk', 'secondsBetween', '($& + 5)'),
  ),
  mutant(
    '5',
    'an OK counts for ever',
    wrap(
      recovery,
      'isOk',
      'async (real, incident, reads) => { const at = await lastOk(reads.database, incident.alarm.arn); return at && at > incident.since ? { recovered: true } : real(incident, reads); }',
    ),
    resolves(recovery, 'held', '({ recovered: true })'),
  ),
  mutant(
    '6',
    'a step is settled before it had its full time',
    wrap(
      settled,
      'settle',
      "(real, record, step, services, how, finding) => real({ ...record, attempts: record.attempts.map((one) => ({ ...one, at: '2020-01-01T00:00:00.000Z' })) }, step, services, how, finding)",
    ),
    call(
      wait,
      'waitForOk',
      'isOk',
      '$&.then(async (seen) => { const { endWait } = await import("#core/incident/wake"); await endWait(services.sfn, token, "now"); return seen; })',
    ),
  ),
  mutant(
    '6',
    'an OK that has held is paged if it cannot hold once more',
    resolves(again, 'hasHeld', 'false'),
  ),
  mutant(
    '6',
    'an OK that cannot hold before the deadline counts as held',
    call(again, 'hasHeld', 'held', '{ recovered: true }'),
  ),
  equivalent(
    '6',
    'a step that never started is not fenced off',
    'A step begins only where the record stands at the step before it: without the fence the next one is refused and a person asked, and after the verdict no worker that wakes up begins.',
    resolves(settled, 'fence', '{}'),
  ),
  mutant(
    '7',
    'a step waits without looking after it has left its token',
    call(
      wait,
      'waitForOk',
      'isOk',
      "($&, { recovered: false, because: { code: 'still-in', facts: { state: 'ALARM' } } })",
    ),
  ),
  mutant(
    '7',
    'nobody knows which step a wait is of',
    set(wait, 'waitForOk', 'from', "'1970-01-01T00:00:00.000Z'"),
  ),
  mutant(
    '9',
    'a joiner waits no longer than the other incident, whatever its own alarm needs',
    resolves(wait, 'secondsNeeded', '0'),
  ),
  mutant(
    '7',
    'a joiner does not look whether the other has ended',
    call(wait, 'waitForOk', 'wakeJoiner', 'undefined'),
  ),
  mutant(
    '7',
    'a step looks before it leaves its token, and not after',
    wrap(
      wait,
      'waitForOk',
      "async (real, record, input, services) => { const seen = await isOk(record.incident, services); return real(record, input, { ...services, cloudwatch: Object.assign(Object.create(Object.getPrototypeOf(services.cloudwatch)), { send: async (command) => { const answer = await services.cloudwatch.send(command); return answer.MetricAlarms && !seen.recovered ? { ...answer, MetricAlarms: answer.MetricAlarms.map((one) => ({ ...one, StateValue: 'ALARM', StateTransitionedTimestamp: new Date() })) } : answer; } }) }); }",
    ),
  ),
  mutant('7', 'nobody wakes those who joined', resolves(wake, 'wakeJoiners', '{}')),
  mutant('7', 'nobody wakes those who wait for an OK', resolves(wake, 'resume', '{}')),
  mutant('8', 'a recovery need not hold', resolves(recovery, 'held', '({ recovered: true })')),
  mutant(
    '8',
    'an alarm that fell back during the hold has held',
    wrap(recovery, 'stillOk', '(real, alarm, incident, hold, now) => real(alarm, incident, 0, now)'),
  ),
  mutant('second metric', 'the second metric is not asked', resolves(recovery, 'agrees', 'undefined')),
  mutant(
    'second metric',
    'no datapoint counts as agreement',
    test(recovery, 'agrees', 1, 'false'),
    changesLater(
      recovery,
      'agrees',
      '(one?.because.code === "metric-silent" || (one?.because.code === "metric-below" && one.because.facts.value === undefined) ? undefined : one)',
    ),
  ),
  mutant(
    '9',
    "a joiner takes the other's recovery for its own",
    call(again, 'lookAgain', 'isOk', '(incident.joined ? { recovered: true } : $&)'),
    call(held, 'confirmHeld', 'held', '(incident.joined ? { recovered: true } : $&)'),
  ),
  mutant(
    'on record',
    'a recovery is told, and not recorded',
    call(
      held,
      'endWithRecovery',
      'closeIncident',
      '{ incident: { ...record.incident, verdict: "healed", summary: "x" }, first: true }',
    ),
  ),
  mutant(
    'who is told',
    'nobody is told of a recovery',
    wrap(
      'lib/core/incident/outcomes.ts',
      'told',
      "(real, incident, verdict) => (verdict === 'healed' ? 'nobody' : real(incident, verdict))",
    ),
  ),
  mutant(
    'definition',
    'the hold is a second long, and nobody looks whether it held',
    set('lib/workflow/ladder.ts', 'rungStates', 'Seconds', '1'),
    wrap(recovery, 'stillOk', '(real, alarm, incident, hold, now) => real(alarm, incident, 0, now)'),
  ),
  mutant(
    '14',
    'failures are caught by an error’s name',
    set('lib/workflow/states.ts', 'lambdaTask', 'ErrorEquals', "['NotRecovered', 'Lambda.ServiceException']"),
  ),
  mutant(
    '9',
    'every alarm shows at once that its service works again',
    changes('lib/core/alarm/timing.ts', 'timingOfMetric', '{ ...one, secondsToRecover: 0 }'),
  ),
  mutant(
    'data supports alarm',
    'whatever data there is supports the alarm',
    answers('lib/core/alarm/data.ts', 'wouldAlarm', 'true'),
  ),
];
