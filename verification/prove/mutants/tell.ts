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

const page = 'lambdas/page/page.ts';
const sending = 'lib/channel/sending.ts';
const resolve = 'lib/core/page/resolve.ts';
const outcomes = 'lib/core/incident/outcomes.ts';
const incidents = 'lib/core/incident/incidents.ts';
const key = 'lib/core/page/key.ts';
const text = 'lib/core/page/text.ts';
const watch = 'lambdas/verify/end-watch.ts';
const fix = 'lib/core/page/fix-notice.ts';
const unrecorded = 'lib/core/page/unrecorded.ts';

/** Who is told what, by which path, and what closes a page. */
export const tellMutants: readonly Mutant[] = [
  mutant(
    '12',
    'the state machine has a key of its own',
    wrap(key, 'cloudWatchTime', '(real, moment) => moment'),
  ),
  mutant('12', 'the pager has no second path', call(sending, 'backedUp', 'backup', 'undefined')),
  mutant(
    '12',
    'a page that no path has accepted counts as sent',
    changes(sending, 'sendingOver', '{ ...one, send: (page) => one.send(page).catch(() => {}) }'),
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
  mutant(
    '12',
    'the state machine has no backup page',
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
      "async (real, record, services) => { const { pageText } = await import('#core/page/text'); await publish(services.sns, services.noticeTopicArn.replace(/notice$/, 'page'), pageText(record, 'It is healed.')); return real(record, services); }",
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
    'a fix counts as told though no notice named the alarm',
    resolves(fix, 'isToldWithFix', 'true'),
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
    call(watch, 'endWatch', 'told', "'notice'"),
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
    answers(resolve, 'isClosedBy', 'true'),
    answers('lib/core/outage/lasts.ts', 'hasHeld', 'true'),
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
    resolves(incidents, 'note', '{}'),
  ),
  equivalent(
    '12',
    'the pager waits for every channel before it answers',
    'With one topic there is one channel; channels that hang have their own tests.',
    changes(
      sending,
      'sendingOver',
      '{ ...one, send: async (page) => { await one.send(page); await one.settled(); } }',
    ),
  ),
  mutant(
    'who is told',
    'the end of a watch believes an OK event of the same second as the alarm',
    call(watch, 'endWatch', 'isOk', 'isOk(incident, services)'),
  ),
  mutant(
    'who is told',
    'a watch that tells nobody sends its notice',
    test(watch, 'endWatch', 6, "verdict !== 'duplicate' && !toldAt"),
  ),
  mutant(
    '12',
    'every page that cannot be recorded rings',
    wrap(unrecorded, 'unlessSent', 'async (real, route, page, send) => { await send(page); return true; }'),
  ),
  mutant(
    '12',
    'the insurance of a page that was sent rings, too',
    set(unrecorded, 'unlessSent', 'State', "'ENABLED'"),
  ),
  equivalent(
    '12',
    'marks of pages that could not be recorded stay for ever',
    'A mark is disabled once its page is sent, so it rings nobody; a test shows that it is deleted.',
    wrap(unrecorded, 'forgetMark', 'async () => {}'),
  ),
  equivalent(
    '12',
    'who closes a page takes its own write, sent again, for another’s',
    'The page is closed all the same; only the notice of it is missing, which nobody relies on.',
    set(
      resolve,
      'isFirst',
      'ConditionExpression',
      "'attribute_exists(pk) AND attribute_not_exists(resolvedAt)'",
    ),
  ),
  equivalent(
    '12',
    'a line is added to a page again and again',
    'A line rings nobody.',
    resolves('lib/core/page/update.ts', 'isSent', 'false'),
  ),
];
