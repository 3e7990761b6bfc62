import { answerRequest } from './answer.ts';
import { type Command, changeUsage } from './command.ts';

const usage = `npx nightshift deny INCIDENT [--why TEXT] [--by NAME]

Keeps a step that has asked for an approval from acting. Nothing further is tried: the incident ends as escalated, and
on-call is paged with your reason. If that is you, \`npx nightshift take\` instead: it pages nobody and keeps the targets
locked for you.

${changeUsage}`;

/** `npx nightshift deny`. */
export const deny: Command = {
  name: 'deny',
  summary: 'keeps a step from acting that has asked for an approval; on-call is paged',
  usage,
  run: (args, surroundings) =>
    answerRequest(
      args,
      {
        answer: 'denied',
        usage,
        why: 'no reason given',
        follows: 'Nothing of this incident acts any more; on-call is paged now.',
      },
      surroundings,
    ),
};
