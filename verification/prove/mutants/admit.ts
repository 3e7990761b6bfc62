import { call, equivalent, type Mutant, mutant, set, test, wrap } from './mutant.ts';

const admit = 'lambdas/admit/admit.ts';
const open = 'lambdas/admit/open.ts';
const decide = 'lambdas/admit/decide.ts';
const guards = 'lambdas/admit/guards.ts';
const limits = 'lib/core/incident/run-limits.ts';
const mass = 'lib/core/mass-failure/mass-failure.ts';
const again = 'lambdas/admit/redelivered.ts';
const event = 'lib/core/alarm/event.ts';
const draft = 'lib/core/incident/draft.ts';
const runs = 'lib/core/incident/runs.ts';

/** Every guard, and what Admit does with what it finds. */
export const admitMutants: readonly Mutant[] = [
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
    wrap(
      limits,
      'runLimitsOf',
      '(real, ...given) => { const limits = real(...given); return { ...limits, today: limits.today - 1 }; }',
    ),
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
  mutant('breaker', 'every run counts as one with effect', wrap(runs, 'effectOf', "() => 'healed'")),
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
    wrap(mass, 'stormKeys', '(real, ...given) => real(...given).slice(0, 1)'),
  ),
  mutant(
    'mass failure',
    'a mass failure is over at once',
    wrap('lib/core/incident/storm.ts', 'stormNow', '() => undefined'),
  ),
  mutant(
    'mass failure',
    'one incident more may act before it is a mass failure',
    wrap(
      mass,
      'countBeginning',
      '(real, ...given) => real(...given).then((counted) => ("began" in counted ? { began: counted.began - 1 } : counted))',
    ),
  ),
  mutant(
    'change freeze',
    'a closed calendar counts as open',
    wrap('lambdas/admit/calendar.ts', 'frozen', 'async () => undefined'),
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
  mutant('stale event', 'an old event counts like a new one', test(guards, 'unfit', 1, 'false')),
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
    wrap(
      decide,
      'decideToAct',
      "() => ({ answer: 'suppressed', reason: { code: 'own-words', facts: { text: 'nothing' } }, plan: [] })",
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
    wrap(admit, 'doubtOf', 'async () => undefined'),
  ),
  mutant(
    'data supports alarm',
    'data that cannot be read support anything',
    wrap(
      'lambdas/admit/data-supports-alarm.ts',
      'dataAgainstAlarm',
      'async (real, ...given) => { const doubt = await real(...given); return doubt?.code === "data-unreadable" ? undefined : doubt; }',
    ),
  ),
  mutant(
    'allow-list',
    'any target is allowed, at Admit and by the action',
    wrap('lib/core/runbook/runbook.ts', 'permits', '() => true'),
  ),
  mutant(
    'lock',
    'a lock is granted whoever holds it',
    wrap(guards, 'holderOf', '() => undefined'),
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
  ),
  mutant('lock', 'only the first target is locked', call(open, 'openIncident', 'flatMap', '$&.slice(0, 2)')),
  mutant(
    'quiet is not good',
    'an alarm that takes silence for good needs no second metric',
    wrap('lib/core/alarm/fit.ts', 'quietMeansGood', '() => undefined'),
  ),
  mutant(
    'verify within',
    'an alarm that is too slow for its runbook is acted on',
    wrap('lib/core/alarm/fit.ts', 'tooSlow', '() => undefined'),
  ),
  mutant(
    '1',
    'the deadline is armed after the transaction',
    wrap(
      admit,
      'arm',
      '(real, draft, services) => { setTimeout(() => void real(draft, services), 1_500); return Promise.resolve(draft); }',
    ),
  ),
  mutant(
    '1',
    'the deadline is not armed at all, and the sweeper believes an hour more',
    wrap(admit, 'arm', '(real, draft) => Promise.resolve(draft)'),
    wrap(
      draft,
      'draftIncident',
      '(real, ...given) => { const one = real(...given); return { ...one, pageBy: new Date(Date.parse(one.pageBy) + 3_600_000).toISOString() }; }',
    ),
  ),
  mutant(
    '1',
    'a late duplicate takes the deadline back',
    wrap(
      again,
      'answerAgain',
      'async (real, record, execution, services) => { await services.deadlines?.scheduler.send(new (await import("@aws-sdk/client-scheduler")).DeleteScheduleCommand({ Name: record.incident.id, GroupName: services.deadlines.group })).catch(() => {}); return real(record, execution, services); }',
    ),
  ),
  mutant(
    '2',
    'a duplicate is one without asking whether the first is alive',
    wrap(again, 'isAlive', 'async () => true'),
  ),
  mutant(
    '2',
    'a duplicate takes over though the first is alive',
    wrap(again, 'isAlive', 'async () => false'),
  ),
  equivalent(
    '2',
    'who took over a dead incident acts',
    'The attempt on record keeps a step from being done twice, whoever asks; who takes over goes on where the first one stopped.',
    wrap(again, 'takenOver', '(real, incident) => ({ ...real(incident), answer: incident.answer })'),
    wrap(
      'lib/action/run/run-action.ts',
      'outOfTurn',
      '(real, record, ...rest) => real({ ...record, incident: { ...record.incident, deadExecution: undefined } }, ...rest)',
    ),
  ),
  equivalent(
    '2',
    'an incident that has ended is taken over',
    'Its verdict stands, and that somebody was told: the page stage of whoever takes it over finds both on record.',
    test(again, 'answerAgain', 2, 'await isAlive(services.sfn, incident.execution)'),
    set(again, 'takeOver', 'ConditionExpression', "'execution = :first'"),
  ),
  mutant(
    '2',
    'each delivery has an incident of its own',
    wrap(event, 'incidentId', '(real, arn, since) => real(arn, since + Math.random())'),
  ),
  mutant(
    '3',
    'an incident takes no locks',
    wrap(
      open,
      'takeLock',
      '(real, database, target, incident) => ({ Put: { TableName: database.table, Item: { pk: "NOTHING#" + target, sk: incident.id } } })',
    ),
  ),
  mutant(
    'maxRunsPerDay',
    'a step that starts is not counted as a run',
    wrap(
      runs,
      'countRun',
      "(real, ...given) => { const { TableName, Key } = real(...given).Update; return { ConditionCheck: { TableName, Key, ConditionExpression: 'attribute_exists(pk)' } }; }",
    ),
  ),
  mutant('5', 'an OK from before the event counts as a recovery', test(decide, 'recoveredSince', 1, 'false')),
  mutant(
    '5',
    'an alarm without data is admitted to act',
    wrap(
      decide,
      'decide',
      "(real, asked) => real('state' in asked.alarm && asked.alarm.state === 'INSUFFICIENT_DATA' ? { ...asked, alarm: { ...asked.alarm, state: 'ALARM' } } : asked)",
    ),
    wrap(
      'lib/action/run/run-action.ts',
      'tryStep',
      '(real, remediation, asked, services) => real(remediation, { ...asked, record: { ...asked.record, incident: { ...asked.record.incident, byHand: {} } } }, services)',
    ),
  ),
  mutant(
    '9',
    'joining does not ask that the other is still open',
    wrap(
      open,
      'holderStillOpen',
      '(real, ...given) => { const { ConditionCheck } = real(...given); return { ConditionCheck: { ...ConditionCheck, ConditionExpression: "attribute_exists(pk)" } }; }',
    ),
  ),
  mutant(
    '10',
    'an event from long ago has its deadline from now on',
    wrap(
      draft,
      'draftIncident',
      '(real, opening, now) => ({ ...real(opening, now), pageBy: new Date(now.getTime() + opening.runbook.page.pageBySeconds * 1000).toISOString() })',
    ),
  ),
  mutant(
    '13',
    'a target is read off the event',
    wrap(
      admit,
      'admit',
      `(real, input, services) => {
        const said = (input.event as any)?.detail?.configuration?.metrics?.[0]?.metricStat?.metric?.dimensions;
        if (!said) return real(input, services);
        const Dimensions = Object.entries(said).map(([Name, Value]) => ({ Name, Value }));
        const send = async (command) => {
          const answer = await services.cloudwatch.send(command);
          return answer.MetricAlarms ? { ...answer, MetricAlarms: answer.MetricAlarms.map((one) => ({ ...one, Dimensions })) } : answer;
        };
        return real(input, { ...services, cloudwatch: Object.assign(Object.create(Object.getPrototypeOf(services.cloudwatch)), { send }) });
      }`,
    ),
  ),
  mutant(
    '13',
    'the event is believed about the state',
    wrap(
      decide,
      'decide',
      "(real, asked) => real('state' in asked.alarm ? { ...asked, alarm: { ...asked.alarm, state: 'ALARM', transitionedAt: asked.change.at } } : asked)",
    ),
    wrap(
      'lib/core/alarm/alarm.ts',
      'alarmReading',
      "(real, ...given) => { const one = real(...given); return 'state' in one && one.state === 'INSUFFICIENT_DATA' ? { ...one, state: 'ALARM' } : one; }",
    ),
  ),
  mutant(
    '15',
    'a foreign contract is accepted',
    ...Object.entries({
      'lambdas/admit/contract.ts': 'AdmitInput',
      'lambdas/verify/contract.ts': 'VerifyInput',
      'lambdas/page/contract.ts': 'PageInput',
      'lib/action/run/contract.ts': 'ActInput',
    }).map(([file, input]) => call(file, input, 'literal', 'z.any()')),
  ),
  mutant(
    'eventual reads',
    'incidents are read eventually consistently',
    set('lib/core/incident/incidents.ts', 'readIncident', 'ConsistentRead', 'false'),
  ),
  mutant(
    'eventual reads',
    'switches are read eventually consistently',
    set('lib/core/switches/modes.ts', 'readSwitches', 'ConsistentRead', 'false'),
  ),
  mutant(
    'eventual reads',
    '`okAt` is read eventually consistently',
    set('lib/core/incident/alarm-memory.ts', 'recallAlarm', 'ConsistentRead', 'false'),
  ),
  mutant(
    'eventual reads',
    'locks and runs are read eventually consistently, and granted by what was read',
    set(open, 'recall', 'ConsistentRead', 'false'),
    set(
      open,
      'takeLock',
      'ConditionExpression',
      "'attribute_not_exists(pk) OR attribute_exists(pk) OR leaseUntil < :now'",
    ),
    set(
      runs,
      'readyToCount',
      'ConditionExpression',
      "seen ? 'attribute_exists(pk) OR version = :seen' : 'attribute_exists(pk) OR attribute_not_exists(pk)'",
    ),
  ),
  mutant(
    'memory',
    'a conflict counts as written',
    wrap(
      'lib/core/table/database.ts',
      'transact',
      '(real, ...given) => real(...given).then((outcome) => (!outcome.written && outcome.conflict ? { written: true } : outcome))',
    ),
  ),
];
