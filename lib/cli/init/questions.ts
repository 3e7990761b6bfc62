import type { Terminal } from '../commands/command.ts';
import { type Answers, answersIn } from './answers.ts';

interface Question {
  readonly asks: string;
  /** What an empty answer means. */
  readonly enter: string;
  readonly example: string;
  /** Which answers its words give, in order. */
  readonly answers: readonly (keyof Answers)[];
}

/** @param timeZone the local one */
const questionsFor = (timeZone: string): readonly Question[] => [
  {
    asks: 'AWS account and region',
    enter: 'those of your credentials',
    example: '111122223333 eu-central-1',
    answers: ['account', 'region'],
  },
  {
    asks: 'Your team and its time zone',
    enter: 'fill in later',
    example: `team-checkout ${timeZone}`,
    answers: ['owner', 'timeZone'],
  },
  {
    asks: 'Who is paged, and the second path if that fails',
    enter: 'fill in later',
    example: 'on-call@shop.com +4915112345678',
    answers: ['page', 'backup'],
  },
];

/** Asks the user three questions. Asks again after an invalid answer; the end of the input leaves the rest open. */
export async function ask(terminal: Terminal, timeZone: string): Promise<Answers> {
  const lines = terminal.lines();
  try {
    let known: Answers = {};
    const questions = questionsFor(timeZone);
    for (const [index, question] of questions.entries()) {
      const number = `${index + 1} of ${questions.length}`;
      known = { ...known, ...(await answerTo(question, number, terminal.say, lines)) };
    }
    return known;
  } finally {
    await lines.return?.();
  }
}

async function answerTo(
  { asks, enter, example, answers: names }: Question,
  number: string,
  say: Terminal['say'],
  lines: AsyncIterator<string>,
): Promise<Answers> {
  for (;;) {
    say(`${number}  ${asks} (Enter: ${enter})\n        such as: ${example}`);
    const { done, value } = await lines.next();
    const words = done ? [] : value.split(/[\s,]+/).filter(Boolean);
    const { answers, faults } = answersIn(
      Object.fromEntries(names.map((name, index) => [name, words[index]])),
    );
    const surplus = words.slice(names.length).map((word) => `${JSON.stringify(word)} is not needed.`);
    if (faults.length + surplus.length === 0) return answers;
    say([...faults, ...surplus].join(' '));
  }
}
