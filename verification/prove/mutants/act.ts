import {
  answers,
  call,
  changes,
  equivalent,
  type Mutant,
  mutant,
  resolves,
  set,
  test,
  wrap,
} from './mutant.ts';

const run = 'lib/action/run/run-action.ts';
const begins = 'lib/action/run/may-begin.ts';
const attempt = 'lib/action/run/attempt.ts';
const items = 'lib/action/run/attempt-items.ts';
const wait = 'lambdas/verify/wait-for-ok.ts';
const ask = 'lambdas/verify/ask-approval.ts';
const approvals = 'lib/core/incident/approvals.ts';

/** Skips recording findings. A step that can't record them refuses, which would make up for a start that was never written. */
export const findingsNotAsked = resolves(attempt, 'recordFindings', 'undefined');

/** Steps and their approvals: what is in flight, and what it may still do. */
export const actMutants: readonly Mutant[] = [
  mutant(
    'modes at run time',
    'what is in flight is not switched off',
    changes(
      begins,
      'forbidden',
      "(['runbook-switched', 'all-switched'].includes(one?.code) ? undefined : one)",
    ),
  ),
  mutant(
    'stop-all',
    'what is in flight goes on after stop-all',
    changes(begins, 'forbidden', "(one?.code === 'stopped' ? undefined : one)"),
  ),
  mutant(
    'fail closed',
    'switches that can not be read count as on',
    changes(begins, 'forbidden', "(one?.code === 'switches-unreadable' ? undefined : one)"),
  ),
  mutant(
    'slow worker',
    'a worker that slept sends its call when it wakes up',
    answers('lib/action/too-late.ts', 'tooLate', 'undefined'),
  ),
  mutant(
    'allow-list',
    'the action does not check the record against the runbook, and Admit allows anything',
    answers('lib/action/run/off-runbook.ts', 'offRunbook', 'undefined'),
    answers('lib/core/runbook/runbook.ts', 'permits', 'true'),
  ),
  mutant(
    '3',
    'the lock is released when the action returns (in a `finally`)',
    wrap(
      items,
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
    resolves(attempt, 'beginAttempt', 'true'),
    findingsNotAsked,
  ),
  mutant(
    '4',
    'whoever finds `started` on record acts all the same',
    test(run, 'runAction', 3, 'false'),
    set(items, 'recordAttempt', 'ConditionExpression', "'attribute_not_exists(pk) OR attribute_exists(pk)'"),
    wrap(
      items,
      'advance',
      '(real, database, incident, number, ...rest) => { const { Update } = real(database, incident, number, ...rest); const { ":before": _, ...values } = Update.ExpressionAttributeValues; return { Update: { ...Update, ConditionExpression: Update.ConditionExpression.replace(" AND step = :before", ""), ExpressionAttributeValues: values } }; }',
    ),
  ),
  mutant(
    '4',
    'a lost lock is not noticed',
    set(items, 'keepBusy', 'ConditionExpression', "'holder = :holder OR attribute_exists(pk)'"),
  ),
  mutant(
    '5',
    'an alarm without data is acted on',
    wrap(
      begins,
      'notFiring',
      "(real, alarm) => (alarm.state === 'INSUFFICIENT_DATA' ? undefined : real(alarm))",
    ),
  ),
  mutant(
    '5',
    'an alarm that is OK by now is acted on',
    wrap(begins, 'notFiring', "(real, alarm) => ('state' in alarm ? undefined : real(alarm))"),
  ),
  mutant(
    '5',
    'an alarm that can not be read is acted on',
    wrap(begins, 'notFiring', "(real, alarm) => ('unreadable' in alarm ? undefined : real(alarm))"),
  ),
  mutant(
    '6',
    'trouble in the engine climbs the ladder',
    wrap(
      begins,
      'outOfTurn',
      "(real, record, ...rest) => { const why = real(record, ...rest); return why?.code === 'step-unsettled' ? undefined : why; }",
    ),
  ),
  mutant(
    '6',
    'a lost answer is taken for a no',
    answers('lib/action/definite-no.ts', 'isDefiniteNo', 'true'),
  ),
  mutant(
    'cooldown',
    'a run whose answer was lost is taken back',
    test(attempt, 'complete', 1, "!('did' in result) && !incident.synthetic"),
  ),
  mutant(
    '10',
    'a step begins that can not be verified before the page',
    test(begins, 'outOfTurn', 4, 'false'),
  ),
  mutant(
    '10',
    'a step starts after the page deadline',
    wrap(
      begins,
      'outOfTurn',
      "(real, record, ...rest) => real({ ...record, incident: { ...record.incident, pageBy: '9999-01-01T00:00:00.000Z' } }, ...rest)",
    ),
    wrap(
      items,
      'advance',
      "(real, database, incident, number, now) => real(database, incident, number, now, 'even after the deadline')",
    ),
  ),
  mutant(
    'approval',
    'a step that needs an approval acts without one',
    answers(approvals, 'isApproved', 'true'),
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
  equivalent(
    'approval',
    'in mode approve nobody is asked',
    'The definition of such a runbook asks before each step; where the record needs no approval that state fails, and a person is paged before anything acts.',
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
    answers(begins, 'outOfTurn', 'undefined'),
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
    'stop-all',
    'switches that a step cannot read count as none',
    wrap(
      'lib/action/run/ahead.ts',
      'switchesNow',
      "(real, services) => real(services).then((one) => ('unreadable' in one ? { overrides: [] } : one))",
    ),
  ),
];
