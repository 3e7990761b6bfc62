import type { Mutant } from './mutant.ts';

const admit = 'lambdas/admit/admit.ts';
const open = 'lambdas/admit/open.ts';
const attempt = 'lambdas/remediate/attempt.ts';
const runAction = 'lambdas/remediate/run-action.ts';
const recovery = 'lambdas/verify/recovery.ts';
const waitForOk = 'lambdas/verify/wait-for-ok.ts';
const page = 'lambdas/page/page.ts';
const close = 'lambdas/shared/close.ts';

const anyContract = (file: string, schema: string) => ({
  file,
  from: `export const ${schema} = z.strictObject({\n  contract: z.literal(contractVersion),`,
  to: `export const ${schema} = z.strictObject({\n  contract: z.any(),`,
});

/** At least one for each rule of the protocol. */
export const protocolMutants: readonly Mutant[] = [
  {
    name: 'the deadline is armed after the transaction',
    rule: '1',
    edits: [
      { file: admit, from: '    arm(draft, services),\n    recall(', to: '    draft,\n    recall(' },
      {
        file: admit,
        from: 'const admitted = await open(safe, memory, input, services);',
        to: 'const admitted = await open(safe, memory, input, services);\n  await arm(safe, services);',
      },
    ],
  },
  {
    name: 'the deadline is taken back before a road has accepted the page',
    rule: '1',
    edits: [
      {
        file: page,
        from: "if (loudness !== 'nobody' && !incident.toldAt) await tell(record, services);",
        to: "await disarmDeadline(deadlines, incident.id);\n    if (loudness !== 'nobody' && !incident.toldAt) await tell(record, services);",
      },
    ],
  },
  {
    name: 'a duplicate is one without asking whether the first is alive',
    rule: '2',
    edits: [
      {
        file: 'lambdas/admit/redelivered.ts',
        from: '(await isAlive(services.sfn, incident.execution))',
        to: '(await isAlive(services.sfn, incident.execution)) || true',
      },
    ],
  },
  {
    name: 'the lock is released when the action returns (in a `finally`)',
    rule: '3',
    edits: [
      {
        file: attempt,
        from: 'new UpdateCommand(asUpdate(keepBusy(database, target, incident.id, iso(now))))',
        to: "new UpdateCommand({ ...asUpdate(keepBusy(database, target, incident.id, iso(now))), UpdateExpression: 'SET busyUntil = :until, leaseUntil = :until' })",
      },
    ],
  },
  {
    name: 'a verdict does not give up the locks',
    rule: '3',
    edits: [
      { file: close, from: 'transact(database, [...own, ...releases])', to: 'transact(database, own)' },
    ],
  },
  {
    name: 'nothing is recorded before the first changing call',
    rule: '4',
    edits: [
      {
        file: runAction,
        from: 'const begun = await beginAttempt(services.database, incident, input.step, step, look, startedAt);',
        to: 'const begun = true || beginAttempt;',
      },
    ],
  },
  {
    name: 'a lost lock is not noticed',
    rule: '4',
    edits: [
      {
        file: attempt,
        from: '...targets.map((target) => keepBusy(database, target, incident.id, busyUntil)),',
        to: '',
      },
    ],
  },
  {
    name: 'an alarm without data is acted on',
    rule: '5',
    edits: [
      {
        file: runAction,
        from: "if (alarm && alarm.state !== 'ALARM')",
        to: "if (alarm && alarm.state === 'OK')",
      },
    ],
  },
  {
    name: 'an alarm without data counts as recovered',
    rule: '5',
    edits: [
      {
        file: recovery,
        from: "if (alarm.state === 'OK') return { recovered: true };",
        to: "if (alarm.state !== 'ALARM') return { recovered: true };",
      },
      {
        file: recovery,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the engine's own text
        from: "if (alarm.state !== 'OK') return not(`the alarm fell back to ${alarm.state}`);",
        to: '',
      },
    ],
  },
  {
    name: 'an OK from before the event counts as a recovery',
    rule: '5',
    edits: [
      {
        file: 'lambdas/admit/decide.ts',
        from: 'secondsBetween(alarm.transitionedAt, change.at) > clockToleranceSeconds',
        to: 'secondsBetween(alarm.transitionedAt, change.at) > 1_000_000',
      },
    ],
  },
  {
    name: 'trouble in the engine climbs the ladder',
    rule: '6',
    edits: [
      {
        file: runAction,
        from: "if (attempt?.state !== 'refused' && !attempt?.settled) {",
        to: 'if (!attempt) {',
      },
    ],
  },
  {
    name: 'a lost answer is taken for a no',
    rule: '6',
    edits: [
      {
        file: 'lambdas/remediate/definite-no.ts',
        from: 'return status >= 400 && status < 500 && status !== 408 && !brokenOff.has(name);',
        to: 'return !brokenOff.has(name) || status < 0;',
      },
    ],
  },
  {
    name: 'a step waits without looking after it has left its token',
    rule: '7',
    edits: [
      {
        file: waitForOk,
        from: 'if ((await isOk(incident, services)).recovered) {',
        to: 'if (!(await isOk(incident, services))) {',
      },
    ],
  },
  {
    name: 'an OK event leaves no `okAt`',
    rule: '7',
    edits: [
      {
        file: 'lambdas/recover/recover.ts',
        from: "UpdateExpression: 'SET okAt = :at, expiresAt = :expiresAt',",
        to: "UpdateExpression: 'SET okEver = :at, expiresAt = :expiresAt',",
      },
    ],
  },
  {
    name: 'a recovery need not hold',
    rule: '8',
    edits: [{ file: 'lambdas/verify/confirm-held.ts', from: 'if (!seen.recovered) {', to: 'if (!seen) {' }],
  },
  {
    name: 'joining does not ask that the other is still open',
    rule: '9',
    edits: [
      {
        file: open,
        from: '...(incident.joined ? [holderStillOpen(database, incident.joined)] : []),',
        to: '',
      },
    ],
  },
  {
    name: "a joiner takes the other's recovery for its own",
    rule: '9',
    edits: [
      {
        file: 'lambdas/verify/look-again.ts',
        from: 'const seen = await isOk(incident, services);',
        to: "const seen = incident.joined ? { recovered: true, because: '' } : await isOk(incident, services);",
      },
      {
        file: 'lambdas/verify/confirm-held.ts',
        from: 'const seen = await held(incident, services, services.now());',
        to: "const seen = incident.joined ? { recovered: true, because: '' } : await held(incident, services, services.now());",
      },
    ],
  },
  {
    name: 'a step starts after the page deadline',
    rule: '10',
    edits: [
      {
        file: runAction,
        from: 'if (plusSeconds(now, planned?.timeoutSeconds ?? 0) >= incident.pageBy) {',
        to: 'if (!planned) {',
      },
      { file: attempt, from: "ahead ? ' AND pageBy > :now' : ''", to: "''" },
      { file: attempt, from: "...(ahead ? { ':now': iso(now) } : {}),", to: '' },
    ],
  },
  {
    name: 'nobody sweeps',
    rule: '10',
    edits: [
      {
        file: 'lambdas/sweep/sweep.ts',
        from: 'const overdue = await overdueIncidents(services);',
        to: 'const overdue = (await overdueIncidents(services)).slice(0, 0);',
      },
    ],
  },
  {
    name: 'the reconciler is off',
    rule: '11',
    edits: [
      {
        file: 'lambdas/reconcile/reconcile.ts',
        from: 'if (!entry || !missing) continue;',
        to: 'if (!entry || !missing || reading) continue;',
      },
    ],
  },
  {
    name: 'dead letters are not read',
    rule: '11',
    edits: [
      {
        file: 'lambdas/dead-letters/dead-letters.ts',
        from: 'if (text) await publish(services.sns, services.backupTopicArn, text);',
        to: 'if (text) return;',
      },
    ],
  },
  {
    name: 'the state machine has a key of its own',
    rule: '12',
    edits: [
      {
        file: 'lambdas/shared/page-key.ts',
        from: "moment.replace(/Z$/, '+0000')",
        to: 'moment',
      },
    ],
  },
  {
    name: 'the pager has no second road',
    rule: '12',
    edits: [
      {
        file: 'lambdas/page/sending.ts',
        from: '    await Promise.race([backup(page), limit.over]);\n',
        to: '',
      },
    ],
  },
  {
    name: 'a target is read off the event',
    rule: '13',
    edits: [
      {
        file: admit,
        from: '    change,\n    alarm,\n    runbook,\n    mode,',
        to: "    change,\n    alarm: 'unreadable' in alarm ? alarm : { ...alarm, dimensions: (input.event as any).detail.configuration?.metrics[0].metricStat.metric.dimensions ?? alarm.dimensions },\n    runbook,\n    mode,",
      },
    ],
  },
  {
    name: 'failures are caught by an error’s name',
    rule: '14',
    edits: [
      {
        file: 'lib/workflow/states.ts',
        from: "Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: task.onFailure }],",
        to: "Catch: [{ ErrorEquals: ['NotRecovered'], ResultPath: null, Next: task.onFailure }],",
      },
    ],
  },
  {
    name: 'a foreign contract is accepted',
    rule: '15',
    edits: [
      anyContract('lambdas/admit/contract.ts', 'AdmitInput'),
      anyContract('lambdas/verify/contract.ts', 'VerifyInput'),
      anyContract('lambdas/page/contract.ts', 'PageInput'),
      anyContract('lambdas/remediate/contract.ts', 'ActInput'),
    ],
  },
  {
    name: 'a second verdict is written over the first',
    rule: 'one verdict',
    edits: [
      {
        file: close,
        from: "ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(verdict)',",
        to: "ConditionExpression: 'attribute_exists(pk)',",
      },
    ],
  },
  {
    name: 'a verdict leaves its task token behind',
    rule: 'nothing is left',
    edits: [{ file: close, from: '...forgetWaiting(database, incident),', to: '' }],
  },
];
