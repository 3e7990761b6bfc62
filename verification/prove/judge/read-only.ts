import type { Facts } from '../facts.ts';
import type { Rule } from './rule.ts';

const reads = /^(Get|BatchGet|Query|Describe|List|Lookup|StartQuery|StopQuery)/;

/** The diagnosis may write its own record and add its line to the page. */
const isOwn = ({ service, command }: Facts['calls'][number]): boolean =>
  (service === 'dynamodb' && /^(Put|Update)$/.test(command)) || (service === 'lambda' && command === 'Start');

/** The diagnosis beside an incident only reads, and a runbook without steps changes nothing. */
export const onlyReads: Rule = {
  name: 'what only reads changes nothing',
  counter: 'harmful',
  broken: ({ calls, deeds }) => [
    ...calls.flatMap((call) =>
      call.by?.function === 'diagnose' && !reads.test(call.command) && !isOwn(call)
        ? [`Looking around sent ${call.service}.${call.command}.`]
        : [],
    ),
    ...deeds.flatMap(({ incident, player }) =>
      player?.runbook.steps.length === 0 ? [`Incident ${incident} acted, and its runbook has no step.`] : [],
    ),
  ],
};
