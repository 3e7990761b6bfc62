import type { Terminal } from '../commands/command.ts';
import { type Answers, answersIn } from './answers.ts';

interface Question {
  readonly text: string;
  /** What its words answer, in their order. */
  readonly answers: readonly (keyof Answers)[];
}

/** @param timeZone that of this machine */
const questionsFor = (timeZone: string): readonly Question[] => [
  {
    text: 'AWS account and region, e.g. 111122223333 eu-central-1 (Enter: those of your credentials):',
    answers: ['account', 'region'],
  },
  {
    text: `Your team and its time zone, e.g. team-checkout ${timeZone} (Enter: fill in later):`,
    answers: ['owner', 'timeZone'],
  },
  {
    text: 'Who is paged, and over which second path if that fails, e.g. on-call@shop.com +4915112345678 (Enter: fill in later):',
    answers: ['page', 'backup'],
  },
];

/** Asks whoever sits there three questions. What is no answer is asked again; nobody there any more leaves the rest open. */
export async function ask(terminal: Terminal, timeZone: string): Promise<Answers> {
  const lines = terminal.lines();
  try {
    let known: Answers = {};
    for (const question of questionsFor(timeZone))
      known = { ...known, ...(await answerTo(question, terminal.say, lines)) };
    return known;
  } finally {
    await lines.return?.();
  }
}

async function answerTo(
  { text, answers: names }: Question,
  say: Terminal['say'],
  lines: AsyncIterator<string>,
): Promise<Answers> {
  for (;;) {
    say(text);
    const { done, value } = await lines.next();
    const words = done ? [] : value.split(/[\s,]+/).filter(Boolean);
    const { answers, faults } = answersIn(
      Object.fromEntries(names.map((name, index) => [name, words[index]])),
    );
    const surplus = words.slice(names.length).map((word) => `${JSON.stringify(word)} is one word too many.`);
    if (faults.length + surplus.length === 0) return answers;
    say([...faults, ...surplus].join(' '));
  }
}
