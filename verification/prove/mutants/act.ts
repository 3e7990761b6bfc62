import { call, type Mutant, mutant, set, test, wrap } from './mutant.ts';

const run = 'lib/action/run/run-action.ts';
const attempt = 'lib/action/run/attempt.ts';
const recovery = 'lambdas/verify/recovery.ts';
const wait = 'lambdas/verify/wait-for-ok.ts';
const again = 'lambdas/verify/look-again.ts';
const held = 'lambdas/verify/confirm-held.ts';
const ask = 'lambdas/verify/ask-approval.ts';
const approvals = 'lib/core/incident/approvals.ts';
const wake = 'lib/core/incident/wake.ts';

/** Steps, their approvals, and how a recovery is verified. */
export const actMutants: readonly Mutant[] = [
  mutant(
    'modes at run time',
    'what is in flight is not switched off',
    wrap(
      run,
      'forbidden',
      "(real, ...given) => { const why = real(...given); return ['runbook-switched', 'all-switched'].includes(why?.code) ? undefined : why; }",
    ),
  ),
  mutant(
    'stop-all',
    'what is in flight goes on after stop-all',
    wrap(
      run,
      'forbidden',
      "(real, ...given) => { const why = real(...given); return why?.code === 'stopped' ? undefined : why; }",
    ),
  ),
  mutant(
    'fail closed',
    'switches that cannot be read count as on',
    wrap(
      run,
      'forbidden',
      "(real, ...given) => { const why = real(...given); return why?.code === 'switches-unreadable' ? undefined : why; }",
    ),
  ),
  mutant(
    'slow worker',
    'a worker that slept sends its call when it wakes up',
    wrap('lib/action/too-late.ts', 'tooLate', '() => undefined'),
  ),
  mutant(
    'allow-list',
    'the action does not check the record against the runbook, and Admit allows anything',
    wrap('lib/action/run/off-runbook.ts', 'offRunbook', '() => undefined'),
    wrap('lib/core/runbook/runbook.ts', 'permits', '() => true'),
  ),
  mutant(
    '3',
    'the lock is released when the action returns (in a `finally`)',
    wrap(
      attempt,
      'keepBusy',
      "(real, database, target, holder, until) => { const { Update } = real(database, target, holder, until); return until > new Date(Date.now() - 3e12).toISOString() && until.endsWith('Z') ? { Update: { ...Update, UpdateExpression: 'SET busyUntil = :until, leaseUntil = :until' } } : { Update }; }",
    ),
  ),
  mutant(
    '3',
    'locks are given up before the verdict, when verification begins',
    wrap(
      wait,
      'waitForOk',
      `async (real, record, input, services) => {
        const { incident } = record;
        for (const step of incident.plan) for (const target of step.targets) {
          const { UpdateCommand } = await import('@aws-sdk/lib-dynamodb');
          await services.database.client.send(new UpdateCommand({
            TableName: services.database.table, Key: { pk: \`TARGET#\${target}\`, sk: 'LOCK' }, ConditionExpression: 'holder = :holder',
            UpdateExpression: 'SET leaseUntil = :none', ExpressionAttributeValues: { ':holder': incident.id, ':none': '1970-01-01T00:00:00.000Z' } })).catch(() => {});
        }
        return real(record, input, services);
      }`,
    ),
  ),
  mutant(
    '4',
    'nothing is recorded before the first changing call',
    wrap(attempt, 'beginAttempt', 'async () => true'),
  ),
  mutant(
    '4',
    'whoever finds `started` on record acts all the same',
    test(run, 'runAction', 3, 'false'),
    set(
      attempt,
      'recordAttempt',
      'ConditionExpression',
      "'attribute_not_exists(pk) OR attribute_exists(pk)'",
    ),
    wrap(
      attempt,
      'advance',
      '(real, database, incident, number, ...rest) => { const { Update } = real(database, incident, number, ...rest); const { ":before": _, ...values } = Update.ExpressionAttributeValues; return { Update: { ...Update, ConditionExpression: Update.ConditionExpression.replace(" AND step = :before", ""), ExpressionAttributeValues: values } }; }',
    ),
  ),
  mutant(
    '4',
    'a lost lock is not noticed',
    set(attempt, 'keepBusy', 'ConditionExpression', "'holder = :holder OR attribute_exists(pk)'"),
  ),
  mutant(
    '5',
    'an alarm without data is acted on',
    wrap(
      run,
      'notFiring',
      "(real, alarm) => (alarm.state === 'INSUFFICIENT_DATA' ? undefined : real(alarm))",
    ),
  ),
  mutant(
    '5',
    'an alarm that is OK by now is acted on',
    wrap(run, 'notFiring', "(real, alarm) => ('state' in alarm ? undefined : real(alarm))"),
  ),
  mutant(
    '5',
    'an alarm that cannot be read is acted on',
    wrap(run, 'notFiring', "(real, alarm) => ('unreadable' in alarm ? undefined : real(alarm))"),
  ),
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
    'an OK counts for ever',
    wrap(
      recovery,
      'isOk',
      "async (real, incident, reads) => { const { lastOk } = await import('../shared/last-ok.ts'); const at = await lastOk(reads.database, incident.alarm.arn); return at && at > incident.since ? { recovered: true } : real(incident, reads); }",
    ),
    wrap(recovery, 'held', 'async () => ({ recovered: true })'),
  ),
  mutant(
    '6',
    'trouble in the engine climbs the ladder',
    wrap(
      run,
      'outOfTurn',
      "(real, record, ...rest) => { const why = real(record, ...rest); return why?.code === 'step-unsettled' ? undefined : why; }",
    ),
  ),
  mutant(
    '6',
    'a step is settled before it had its full time',
    wrap(
      again,
      'settle',
      "(real, record, step, services, how, finding) => real({ ...record, attempts: record.attempts.map((one) => ({ ...one, at: '2020-01-01T00:00:00.000Z' })) }, step, services, how, finding)",
    ),
    call(
      wait,
      'waitForOk',
      'isOk',
      '$&.then(async (seen) => { await endWait(services.sfn, token, "now"); return seen; })',
    ),
  ),
  mutant(
    '6',
    'a lost answer is taken for a no',
    wrap('lib/action/definite-no.ts', 'isDefiniteNo', '() => true'),
  ),
  mutant(
    'cooldown',
    'a run whose answer was lost is taken back',
    test(attempt, 'complete', 1, "!('did' in result) && !incident.synthetic"),
  ),
  mutant('6', 'a step that never started is not fenced off', wrap(again, 'fence', 'async () => {}')),
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
    'an OK from before a step began wakes it',
    set(wait, 'waitForOk', 'from', "'1970-01-01T00:00:00.000Z'"),
  ),
  mutant(
    '9',
    'a joiner waits no longer than the other incident, whatever its own alarm needs',
    wrap(wait, 'secondsNeeded', 'async () => 0'),
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
  mutant('7', 'nobody wakes those who joined', wrap(wake, 'wakeJoiners', 'async () => {}')),
  mutant('7', 'nobody wakes those who wait for an OK', wrap(wake, 'resume', 'async () => {}')),
  mutant('8', 'a recovery need not hold', wrap(recovery, 'held', 'async () => ({ recovered: true })')),
  mutant(
    '8',
    'an alarm that fell back during the hold has held',
    wrap(recovery, 'stillOk', '(real, alarm, incident, hold, now) => real(alarm, incident, 0, now)'),
  ),
  mutant(
    'second metric',
    'the second metric is not asked',
    wrap(recovery, 'agrees', 'async () => undefined'),
  ),
  mutant(
    'second metric',
    'no datapoint counts as agreement',
    test(recovery, 'agrees', 1, 'false'),
    wrap(
      recovery,
      'agrees',
      '(real, ...given) => real(...given).then((opinion) => (opinion?.because.code === "metric-silent" || (opinion?.because.code === "metric-below" && opinion.because.facts.value === undefined) ? undefined : opinion))',
    ),
  ),
  mutant(
    '9',
    "a joiner takes the other's recovery for its own",
    call(again, 'lookAgain', 'isOk', '(incident.joined ? { recovered: true } : $&)'),
    call(held, 'confirmHeld', 'held', '(incident.joined ? { recovered: true } : $&)'),
  ),
  mutant('10', 'a step begins that cannot be verified before the page', test(run, 'outOfTurn', 4, 'false')),
  mutant(
    '10',
    'a step starts after the page deadline',
    wrap(
      run,
      'outOfTurn',
      "(real, record, ...rest) => real({ ...record, incident: { ...record.incident, pageBy: '9999-01-01T00:00:00.000Z' } }, ...rest)",
    ),
    wrap(
      attempt,
      'advance',
      "(real, database, incident, number, now) => real(database, incident, number, now, 'even after the deadline')",
    ),
  ),
  mutant(
    'approval',
    'a step that needs an approval acts without one',
    wrap(approvals, 'isApproved', '() => true'),
    call(ask, 'askApproval', 'begin', '(await resume(services.sfn, token), $&)'),
  ),
  mutant(
    'approval',
    'an approval of step 1 counts for every step',
    wrap(approvals, 'isApproved', '(real, incident) => real(incident, 1)'),
    call(
      ask,
      'askApproval',
      'begin',
      '(approvalOf(incident, 1)?.answer === "approved" ? (await resume(services.sfn, token), $&) : $&)',
    ),
  ),
  mutant(
    'approval',
    'a denial counts as an approval',
    wrap(
      approvals,
      'isApproved',
      '(real, incident, step) => incident.approvals?.[step]?.answer !== undefined',
    ),
    call('lib/core/incident/answer-approval.ts', 'wakeAsker', 'endWait', 'resume(sfn, waiter.token)'),
  ),
  mutant(
    'approval',
    'in mode approve nobody is asked',
    wrap(
      'lambdas/admit/decide.ts',
      'decideToAct',
      "(real, asked, alarm) => real(asked.mode.mode === 'approve' ? { ...asked, mode: { mode: 'auto' } } : asked, alarm)",
    ),
  ),
  mutant(
    'dry run',
    'a watch acts instead of looking',
    wrap(
      run,
      'runAction',
      '(real, remediation, input, services) => real(remediation, { ...input, dryRun: false }, services)',
    ),
    wrap(run, 'outOfTurn', '() => undefined'),
  ),
  mutant(
    'on record',
    'what was refused is recorded as done',
    call(
      run,
      'tryStep',
      'refuse',
      '(await beginAttempt(services.database, incident, input.step, step, { intends: "x", before: {}, evidence: {} }, services.now()), await endAttempt(services.database, incident, input.step, { did: "It was done.", after: {} }, services.now()), answer("acted", "It was done."))',
    ),
  ),
  mutant(
    'on record',
    'a recovery is told, and not recorded',
    call(
      held,
      'endWithRecovery',
      'closeIncident',
      '{ incident: { ...incident, verdict: "healed", summary: "x" }, first: true }',
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
];
