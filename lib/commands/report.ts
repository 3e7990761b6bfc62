import { CommandError } from '../command-line.ts';
import { gather, type Report } from '../report/gather.ts';
import { inMarkdown } from '../report/markdown.ts';
import { type Command, commonOptions, commonUsage, firstLine, readCommand } from './command.ts';
import { asJson } from './text.ts';

const usage = `npx nightshift report [--month 2026-03]

What a month was like, as Markdown: incidents by verdict, time to recover with and without a person, how much of it is Nightshift's
credit, what watching says of each runbook, and faults that come again and again as tickets.

  --month YYYY-MM      in UTC; @default this month so far
${commonUsage}`;

const options = { ...commonOptions, month: { type: 'string' } } as const;

/** `npx nightshift report`. */
export const report: Command = {
  name: 'report',
  summary: 'reports on a month: verdicts, time to recover, honest credit, chronic faults',
  usage,
  run: async (args, { connect, now }) => {
    const { values } = readCommand(args, options, usage, 0);
    const month = monthOf(values.month, now());
    const { database } = await connect(values.environment);
    const found = await gather(database, month);
    return values.json
      ? asJson({ environment: values.environment, ...inJson(found) })
      : inMarkdown(found, values.environment);
  },
};

function monthOf(text: string | undefined, now: Date): string {
  const current = now.toISOString().slice(0, 7);
  if (text === undefined) return current;
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text) && text <= current) return text;
  throw new CommandError(
    `--month takes a month like ${current}, and not one to come; found ${JSON.stringify(text)}. Usage: ${firstLine(usage)}`,
  );
}

const inJson = ({ tickets, ...rest }: Report) => ({
  ...rest,
  tickets: tickets.map(({ healed, last, attempts, ...ticket }) => ({
    ...ticket,
    incidents: healed.map(({ id }) => id),
    why: last.runbook.why,
    evidence: attempts.map(({ step, title, evidence }) => ({ step, title, evidence: evidence ?? {} })),
  })),
});
