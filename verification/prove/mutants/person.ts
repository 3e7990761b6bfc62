import { answers, type Mutant, mutant, resolves, wrap } from './mutant.ts';

const close = 'lib/core/incident/close.ts';
const ending = 'lib/core/outage/end-paging.ts';
const outage = 'lib/core/outage/outage.ts';
const swept = 'lambdas/sweep/outages.ts';
const answer = 'lambdas/answer/answer.ts';

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
];
