import { answers, call, equivalent, type Mutant, mutant, resolves, set, wrap } from './mutant.ts';

const page = 'lambdas/page/page.ts';
const unadmitted = 'lambdas/page/unadmitted.ts';
const close = 'lib/core/incident/close.ts';
const recover = 'lambdas/recover/recover.ts';
const sweep = 'lambdas/sweep/sweep.ts';
const ended = 'lambdas/sweep/execution-ended.ts';
const taken = 'lambdas/sweep/taken-over.ts';
const letters = 'lambdas/dead-letters/dead-letters.ts';
const deadline = 'lib/core/page/deadline.ts';

/** Deadlines, wake-ups, the sweeper and dead letters: what makes up for a process that died. */
export const sweepMutants: readonly Mutant[] = [
  mutant(
    '1',
    'the deadline is taken back before a path has accepted the page',
    call(page, 'settle', 'tell', '(await disarmDeadline(deadlines, incident.id), await $&)'),
  ),
  mutant('1', 'the deadline is never taken back', resolves(deadline, 'disarmDeadline', '{}')),
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
    resolves(unadmitted, 'armFirst', '{}'),
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
  mutant('nothing is left', 'a verdict leaves its task token behind', answers(close, 'forgetWaiting', '[]')),
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
  mutant('10', 'nobody sweeps', resolves(sweep, 'overdueIncidents', '[]')),
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
        for (const incident of answer.Items ?? []) if (!incident.toldAt && !incident.massFailure) await endNow({ incident, attempts: [] }, because('deadline-without-verdict', { pageBy: incident.pageBy }), services).catch(() => {});
        return real(services);
      }`,
    ),
    set(close, 'verdictItem', 'ConditionExpression', "'attribute_exists(pk)'"),
  ),
  mutant(
    '10',
    "nobody hears of an execution's death, and nobody sweeps",
    resolves(ended, 'executionEnded', '({ ended: 0 })'),
    resolves(sweep, 'overdueIncidents', '[]'),
  ),
  mutant('stop', 'whatever ends an execution counts as Stop', resolves(taken, 'stoppedByPerson', 'true')),
  mutant('stop', 'who pressed Stop is paged', resolves(taken, 'stoppedByPerson', 'false')),
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
      'async (real, event, environment, services) => { const record = await readIncident(services.database, startedFor(event.detail).incident); if (record) { await takeOver({ ...record, incident: { ...record.incident, verdict: undefined } }, services).catch(() => {}); } return real(event, environment, services); }',
    ),
    set(close, 'verdictItem', 'ConditionExpression', "'attribute_exists(pk)'"),
  ),
  mutant(
    '10',
    'who was paged without a record is paged again at the end of the execution',
    resolves(ended, 'wasAsked', 'false'),
  ),
  mutant('11', 'dead letters are not read', answers(letters, 'deadLetterText', 'undefined')),
  mutant(
    '11',
    'a dead letter that can not be paged is dropped',
    wrap(letters, 'pageDeadLetters', '(real, ...given) => real(...given).then(() => [])'),
  ),
  mutant(
    '9',
    'a joiner is not woken when its time is over',
    resolves('lambdas/sweep/watched.ts', 'letLook', 'undefined'),
  ),
];
