import { findingsNotAsked } from './act.ts';
import {
  call,
  changes,
  changesLater,
  constant,
  equivalent,
  type Mutant,
  mutant,
  resolves,
  set,
  test,
  wrap,
} from './mutant.ts';

const admit = 'lambdas/admit/admit.ts';
const open = 'lambdas/admit/open.ts';
const decide = 'lambdas/admit/decide.ts';
const again = 'lambdas/admit/redelivered.ts';
const event = 'lib/core/alarm/event.ts';
const draft = 'lib/core/incident/draft.ts';
const runs = 'lib/core/incident/runs.ts';

/** What Admit does with what it finds: deadlines, deliveries, locks and what it reads. */
export const admitMutants: readonly Mutant[] = [
  mutant(
    '1',
    'the deadline is armed after the transaction',
    wrap(
      'lambdas/admit/arm-and-open.ts',
      'arm',
      '(real, draft, services) => { setTimeout(() => void real(draft, services), 1_500); return Promise.resolve(draft); }',
    ),
  ),
  mutant(
    '1',
    'the deadline is not armed at all, and the sweeper believes an hour more',
    wrap('lambdas/admit/arm-and-open.ts', 'arm', '(real, draft) => Promise.resolve(draft)'),
    changes(
      draft,
      'draftIncident',
      '{ ...one, pageBy: new Date(Date.parse(one.pageBy) + 3_600_000).toISOString() }',
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
    '1',
    'the deadline of a delivery stays armed whose change has an incident under another id',
    test('lambdas/admit/arm-and-open.ts', 'open', 7, 'false'),
  ),
  mutant(
    '1',
    'the deadline of a delivery stays armed whose incident has ended meanwhile',
    test('lambdas/admit/arm-and-open.ts', 'open', 4, 'false'),
  ),
  mutant(
    '2',
    'a duplicate is one without asking whether the first is alive',
    resolves(again, 'isAlive', 'true'),
  ),
  mutant('2', 'a duplicate takes over though the first is alive', resolves(again, 'isAlive', 'false')),
  mutant(
    '2',
    'an execution that is too new to be described counts as dead',
    constant(again, 'describedAfterSeconds', '0'),
  ),
  equivalent(
    '2',
    'who took over a dead incident acts',
    'The attempt on record keeps a step from being done twice, whoever asks; who takes over goes on where the first one stopped.',
    wrap(again, 'takenOver', '(real, incident) => ({ ...real(incident), answer: incident.answer })'),
    wrap(
      'lib/action/run/may-begin.ts',
      'outOfTurn',
      '(real, record, ...rest) => real({ ...record, incident: { ...record.incident, deadExecution: undefined } }, ...rest)',
    ),
  ),
  equivalent(
    '2',
    'an incident that has ended is taken over',
    'Its verdict stands, and that somebody was told: the page stage of whoever takes it over finds both on record.',
    test(again, 'answerAgain', 2, 'await isAlive(incident, services)'),
    set(again, 'takeOver', 'ConditionExpression', "'execution = :first'"),
  ),
  mutant(
    '2',
    'each delivery has an incident of its own',
    wrap(event, 'incidentId', '(real, arn, since) => real(arn, since + Math.random())'),
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
    // Without this, the data check refuses: the metric of the service in the event does not support the alarm.
    resolves(admit, 'doubtOf', 'undefined'),
  ),
  mutant(
    '13',
    'the event is believed about the state',
    wrap(
      decide,
      'decide',
      "(real, asked) => real('state' in asked.alarm ? { ...asked, alarm: { ...asked.alarm, state: 'ALARM', transitionedAt: asked.change.at } } : asked)",
    ),
    changes(
      'lib/core/alarm/alarm.ts',
      'alarmReading',
      "'state' in one && one.state === 'INSUFFICIENT_DATA' ? { ...one, state: 'ALARM' } : one",
    ),
  ),
  mutant(
    '15',
    'a foreign contract is accepted',
    ...[
      ['lambdas/admit/contract.ts', 'AdmitInput'],
      ['lambdas/verify/contract.ts', 'VerifyInput'],
      ['lambdas/page/contract.ts', 'PageInput'],
      ['lib/action/run/contract.ts', 'ActInput'],
    ].flatMap(([file = '', input = '']) => [call(file, input, 'literal', 'z.any()')]),
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
    set('lib/core/table/read-items.ts', 'readItems', 'ConsistentRead', 'false'),
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
    changesLater(
      'lib/core/table/database.ts',
      'transact',
      '(!one.written && one.conflict ? { written: true } : one)',
    ),
    findingsNotAsked,
  ),
];
