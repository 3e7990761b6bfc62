import { call, equivalent, type Mutant, mutant, set, wrap } from './mutant.ts';

const page = 'lambdas/page/page.ts';
const sending = 'lib/channel/sending.ts';
const unadmitted = 'lambdas/page/unadmitted.ts';
const close = 'lib/core/incident/close.ts';
const resolve = 'lib/core/page/resolve.ts';
const outcomes = 'lib/core/incident/outcomes.ts';
const incidents = 'lib/core/incident/incidents.ts';
const recover = 'lambdas/recover/recover.ts';
const sweep = 'lambdas/sweep/sweep.ts';
const ended = 'lambdas/sweep/execution-ended.ts';
const taken = 'lambdas/sweep/taken-over.ts';
const letters = 'lambdas/dead-letters/dead-letters.ts';
const deadline = 'lib/core/page/deadline.ts';
const key = 'lib/core/page/key.ts';
const text = 'lib/core/page/text.ts';
const watch = 'lambdas/verify/end-watch.ts';

/** Who is told what and when, and what makes good where somebody died. */
export const tellMutants: readonly Mutant[] = [
  mutant(
    '1',
    'the deadline is taken back before a path has accepted the page',
    call(page, 'settle', 'tell', '(await disarmDeadline(deadlines, incident.id), await $&)'),
  ),
  mutant('1', 'the deadline is never taken back', wrap(deadline, 'disarmDeadline', 'async () => {}')),
  mutant(
    '1',
    'a deadline fires an hour late',
    wrap(
      deadline,
      'oneShot',
      '(real, deadlines, name, at, page) => real(deadlines, name, new Date(Date.parse(at) + 3_600_000).toISOString(), page)',
    ),
  ),
  mutant(
    '1',
    "the pager does not arm an unopened incident's deadline",
    wrap(unadmitted, 'armFirst', 'async () => {}'),
  ),
  mutant(
    '3',
    'a verdict does not give up the locks',
    wrap(
      close,
      'passOn',
      '(real, database, target, holder, ...rest) => { const { Update } = real(database, target, holder, ...rest); return { Update: { ...Update, UpdateExpression: Update.UpdateExpression.replace("leaseUntil", "formerLease") } }; }',
    ),
  ),
  mutant(
    'one verdict',
    'a second verdict is written over the first',
    set(close, 'verdictItem', 'ConditionExpression', "'attribute_exists(pk)'"),
    wrap(
      'lib/core/incident/incidents.ts',
      'notMine',
      '(real, record, execution) => real(record && { ...record, incident: { ...record.incident, verdict: undefined } }, execution)',
    ),
  ),
  mutant(
    'nothing is left',
    'a verdict leaves its task token behind',
    wrap(close, 'forgetWaiting', '() => []'),
  ),
  mutant(
    'nothing is left',
    'a token is left after the verdict',
    wrap(
      'lambdas/verify/wait-for-ok.ts',
      'stillWaiting',
      '(real, ...given) => { const { ConditionCheck } = real(...given); return { ConditionCheck: { ...ConditionCheck, ConditionExpression: "attribute_exists(pk) OR execution = :execution OR step = :step" } }; }',
    ),
  ),
  mutant(
    '7',
    'an OK event leaves no `okAt`',
    set(recover, 'recover', 'UpdateExpression', "'SET okEver = :at, expiresAt = :expiresAt'"),
  ),
  mutant('7', 'an OK event wakes nobody', call(recover, 'recover', 'resume', 'undefined')),
  equivalent(
    '7',
    'an older OK turns the clock back',
    'It only adds to what CloudWatch describes: whoever reads an older one asks the alarm itself.',
    set(
      recover,
      'recover',
      'ConditionExpression',
      "'attribute_not_exists(okAt) OR okAt < :at OR okAt >= :at'",
    ),
  ),
  mutant('10', 'nobody sweeps', wrap(sweep, 'overdueIncidents', 'async () => []')),
  mutant(
    '10',
    'the sweep pages nobody',
    wrap(
      sweep,
      'endNow',
      '(real, record, because, services) => real(record, because, { ...services, sns: { send: async () => ({}) } })',
    ),
  ),
  mutant(
    '10',
    'the sweeper believes the index',
    wrap(
      sweep,
      'sweep',
      `async (real, services) => {
        const { QueryCommand } = await import('@aws-sdk/lib-dynamodb');
        const answer = await services.database.client.send(new QueryCommand({ TableName: services.database.table, IndexName: 'open', KeyConditionExpression: '#open = :open AND pageBy <= :now', ExpressionAttributeNames: { '#open': 'open' }, ExpressionAttributeValues: { ':open': 'OPEN', ':now': services.now().toISOString() } }));
        for (const incident of answer.Items ?? []) if (!incident.toldAt && !incident.storm) await endNow({ incident, attempts: [] }, 'its deadline passed', services).catch(() => {});
        return real(services);
      }`,
    ),
    set(close, 'verdictItem', 'ConditionExpression', "'attribute_exists(pk)'"),
  ),
  mutant(
    '10',
    "nobody hears of an execution's death, and nobody sweeps",
    wrap(ended, 'executionEnded', 'async () => ({ ended: 0 })'),
    wrap(sweep, 'overdueIncidents', 'async () => []'),
  ),
  mutant(
    'stop',
    'whatever ends an execution counts as Stop',
    wrap(taken, 'stoppedByPerson', 'async () => true'),
  ),
  mutant('stop', 'who pressed Stop is paged', wrap(taken, 'stoppedByPerson', 'async () => false')),
  mutant(
    'stop',
    "a stranger's execution pages",
    wrap(
      ended,
      'executionEnded',
      "(real, event, environment, services) => real(event, environment, { ...services, database: { ...services.database, client: { send: async (command) => { const answer = await services.database.client.send(command); return answer.Items ? { ...answer, Items: answer.Items.map((one) => ('execution' in one ? { ...one, execution: event.detail.executionArn, open: one.open ?? 'OPEN', toldAt: undefined } : one)) } : answer; } } } })",
    ),
  ),
  mutant(
    'stop',
    'take-over over an incident that has ended',
    wrap(
      ended,
      'executionEnded',
      "async (real, event, environment, services) => { const { readIncident } = await import('../shared/incidents.ts'); const { readStateChange, incidentId } = await import('../shared/alarm-event.ts'); const change = readStateChange(JSON.parse(event.detail.input ?? 'null')); const record = 'malformed' in change ? undefined : await readIncident(services.database, incidentId(change.alarmArn, change.at)); if (record) { await takeOver({ ...record, incident: { ...record.incident, verdict: undefined } }, services).catch(() => {}); } return real(event, environment, services); }",
    ),
    set(close, 'verdictItem', 'ConditionExpression', "'attribute_exists(pk)'"),
  ),
  mutant('11', 'dead letters are not read', wrap(letters, 'deadLetterText', '() => undefined')),
  mutant(
    '11',
    'a dead letter that cannot be paged is dropped',
    wrap(letters, 'pageDeadLetters', '(real, ...given) => real(...given).then(() => [])'),
  ),
  mutant(
    '12',
    'the state machine has a key of its own',
    wrap(key, 'cloudWatchTime', '(real, moment) => moment'),
  ),
  mutant('12', 'the pager has no second path', call(sending, 'backedUp', 'backup', 'undefined')),
  mutant(
    '12',
    'a page that no path has accepted counts as sent',
    wrap(
      sending,
      'sendingOver',
      '(real, ...given) => { const one = real(...given); return { ...one, send: (page) => one.send(page).catch(() => {}) }; }',
    ),
  ),
  mutant(
    '12',
    'the deadline has a key of its own',
    wrap(
      text,
      'deadlineText',
      "(real, incident) => { const one = real(incident); return { ...one, body: one.body.replace(/^Key (.*)$/m, 'Key $1-deadline'), deduplicationKey: one.deduplicationKey + '-deadline' }; }",
    ),
  ),
  equivalent(
    '12',
    'the state machine has no backup page',
    'The schedule and the sweeper ring by the deadline, too; with it a person hears of it earlier.',
    set('lib/workflow/compile.ts', 'paging', 'onFailure', 'names.pageNotDelivered'),
  ),
  mutant(
    'who is told',
    'an escalation tells nobody',
    wrap(
      outcomes,
      'told',
      "(real, incident, verdict) => (verdict === 'escalated' ? 'nobody' : real(incident, verdict))",
    ),
  ),
  mutant(
    'who is told',
    'an escalation is a notice',
    wrap(
      outcomes,
      'told',
      "(real, incident, verdict) => (verdict === 'escalated' ? 'notice' : real(incident, verdict))",
    ),
  ),
  mutant(
    'who is told',
    'a recovery pages',
    wrap(
      'lambdas/verify/confirm-held.ts',
      'finish',
      "async (real, record, services) => { const { pageText } = await import('../shared/page-text.ts'); await publish(services.sns, services.noticeTopicArn.replace(/notice$/, 'page'), pageText(record, 'It is healed.')); return real(record, services); }",
    ),
  ),
  mutant(
    'who is told',
    'told is recorded before anything is sent',
    wrap(
      page,
      'tell',
      'async (real, record, services) => { await markTold(services.database, record.incident.id, services.now()); return real(record, services); }',
    ),
  ),
  mutant(
    'who is told',
    'told is recorded, and nothing is sent',
    wrap(
      page,
      'tell',
      'async (real, record, services) => markTold(services.database, record.incident.id, services.now())',
    ),
  ),
  mutant(
    'who is told',
    'the page names another alarm',
    wrap(
      'lib/core/page/words.ts',
      'lockScreenLine',
      "(real, record, known) => real({ ...record, incident: { ...record.incident, alarm: { ...record.incident.alarm, name: 'another-alarm' } } }, known)",
    ),
  ),
  mutant(
    'who is told',
    'who took an incident over is paged',
    wrap(
      outcomes,
      'told',
      '(real, incident, verdict) => real({ ...incident, takenOver: undefined }, verdict)',
    ),
  ),
  mutant(
    'who is told',
    'a watch report is not sent',
    wrap(
      watch,
      'endWatch',
      '(real, record, input, services) => real(record, input, { ...services, sns: { send: async () => ({}) } })',
    ),
  ),
  mutant(
    'who is told',
    'a watched alarm that pages nobody by itself is not paged',
    call(watch, 'endWatch', 'told', "'nobody'"),
  ),
  mutant(
    'who is told',
    'a page takes as much time as there is',
    wrap(
      page,
      'answer',
      'async (real, ...given) => { await new Promise((go) => setTimeout(go, 40_000)); return real(...given); }',
    ),
  ),
  mutant(
    'resolve',
    'any OK closes any page',
    wrap(resolve, 'isClosedBy', '() => true'),
    wrap('lib/core/outage/lasts.ts', 'hasHeld', '() => true'),
  ),
  mutant(
    'resolve',
    'a page is closed though a second metric has a say',
    wrap(
      resolve,
      'isClosedBy',
      '(real, okAt, incident) => real(okAt, { ...incident, runbook: { ...incident.runbook, recovered: { holdForSeconds: 60 } } })',
    ),
    set('lib/core/outage/outage.ts', 'beginOutage', 'closes', 'true'),
  ),
  equivalent(
    'on record',
    'a timeline line is not written',
    'The timeline is read by people only; nothing that is promised depends on it.',
    wrap(incidents, 'note', 'async () => {}'),
  ),
  equivalent(
    '12',
    'the pager waits for every channel before it answers',
    'With one topic there is one channel; channels that hang have their own tests.',
    wrap(
      sending,
      'sendingOver',
      '(real, ...given) => { const one = real(...given); return { ...one, send: async (page) => { await one.send(page); await one.settled(); } }; }',
    ),
  ),
];
