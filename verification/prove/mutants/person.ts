import { answers, call, equivalent, type Mutant, mutant, resolves, set, test, wrap } from './mutant.ts';

const close = 'lib/core/incident/close.ts';
const ending = 'lib/core/outage/end-paging.ts';
const outage = 'lib/core/outage/outage.ts';
const swept = 'lambdas/sweep/outages.ts';
const answer = 'lambdas/answer/answer.ts';
const hold = 'lib/core/people/hold.ts';
const byHand = 'lambdas/admit/by-hand.ts';

/** Makes Admit forget every target that is kept for a person, whichever incident has the lock. */
export const keepsNothing = wrap(
  'lambdas/admit/recall.ts',
  'recall',
  '(real, ...given) => real(...given).then((memory) => ({ ...memory, kept: new Map() }))',
);

/** What a person has taken, and for how long they have it. */
export const personMutants: readonly Mutant[] = [
  mutant(
    'take',
    'who took an incident over does not keep its targets',
    wrap(
      close,
      'passOn',
      '(real, database, target, incident, takenOver, now) => real(database, target, incident, takenOver && { by: takenOver.by }, now)',
    ),
    keepsNothing,
  ),
  mutant('take', 'what another incident held when its outage was taken is not kept afterwards', keepsNothing),
  mutant('take', 'who has an outage is rung for what belongs to it', answers(ending, 'isHeld', 'false')),
  mutant(
    'take',
    'what a person has is theirs for ever',
    wrap(ending, 'isHeld', '(real, { heldUntil }) => heldUntil !== undefined'),
    resolves(swept, 'ringAgain', '{}'),
  ),
  mutant('take', 'taking an incident does not take its outage', answers(outage, 'holdOutage', '[]')),
  mutant(
    'approval',
    'whoever only looks at a request approves it',
    wrap(
      answer,
      'show',
      "async (real, token, services) => { const headers = { 'content-type': 'application/x-www-form-urlencoded' }; await press(token, { headers, body: 'verb=approve' }, services); return real(token, services); }",
    ),
  ),
  mutant(
    'take',
    'what is taken after its page is not kept',
    wrap('lib/core/people/take-after-page.ts', 'keep', 'async () => {}'),
  ),
  mutant('take', 'who takes the incident of a drill has the real outage', test(hold, 'holding', 1, 'false')),
  mutant('take', 'who takes an incident without an outage begins none', test(hold, 'holding', 4, 'true')),
  mutant(
    'approval',
    'an answer counts for whichever step is asked about',
    test('lib/core/people/answer.ts', 'answerRequest', 1, 'false'),
  ),
  equivalent(
    'approval',
    'a link takes its own use, sent again, for another’s',
    'The person reads that it was used before, and on-call is paged when the wait is over.',
    set(
      'lib/core/people/use-link.ts',
      'claim',
      'ConditionExpression',
      "'attribute_not_exists(pk) OR (verb = :verb AND attribute_not_exists(done) AND (#at < :brokenOff OR (claim = :claim AND attribute_exists(done))))'",
    ),
  ),
  mutant(
    'change freeze',
    'a step by hand asks neither calendar nor hard stop',
    call(byHand, 'admitByHand', 'refusedOutright', 'undefined'),
  ),
  mutant(
    'stop-all',
    'a step by hand asks for no switch when it is admitted',
    call(byHand, 'admitByHand', 'effectiveMode', "({ ...$&, mode: 'auto' })"),
    call(byHand, 'admitByHand', 'stopped', 'undefined'),
  ),
];
