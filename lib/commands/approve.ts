import { answerRequest } from './answer.ts';
import { type Command, changeUsage } from './command.ts';

const usage = `npx nightshift approve INCIDENT [--why TEXT] [--by NAME]

Lets a step act that has asked for an approval: the notice in the owner's channel says what it would do. The step looks
again at the alarm, at what people have switched and at its target before it acts, and refuses where something speaks
against it. An answer can't be taken back; \`npx nightshift take\` stops what comes after.

${changeUsage}`;

/** `npx nightshift approve`. */
export const approve: Command = {
  name: 'approve',
  summary: 'lets a step act that has asked for an approval',
  usage,
  run: (args, surroundings) =>
    answerRequest(
      args,
      {
        answer: 'approved',
        usage,
        why: 'approved',
        follows: 'It acts now, if the alarm still fires and nothing else speaks against it.',
      },
      surroundings,
    ),
};
