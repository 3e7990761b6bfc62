import { errorText } from '#core/text';
import { UsageError } from '../command-line.ts';
import { gather, type Report } from '../report/gather.ts';
import { inHtml } from '../report/html.ts';
import { inMarkdown } from '../report/markdown.ts';
import type { Given } from '../spec.ts';
import { laddersOf, type Project } from '../trust/gather.ts';
import type { Answer, Deployed, Surroundings } from './command.ts';
import { oneOf } from './one-of.ts';
import { reportFormats, type reportOptions } from './specs/health.ts';
import { asJson } from './text.ts';
import { projectHere } from './trust.ts';

/** `nightshift report`. */
export async function report(
  { values }: Given<typeof reportOptions>,
  { connect, now, project = projectHere }: Surroundings,
): Promise<string | Answer> {
  const format = oneOf('format', values.json ? 'json' : values.format, reportFormats);
  const month = monthOf(values.month, now());
  const deployed = await connect(values.environment);
  const gathered = await gather(deployed.database, month, now());
  const found: Report = { ...gathered, trust: await trustIn(deployed, project, now()) };
  if (format === 'json') return asJson({ environment: values.environment, ...inJson(found) });
  return format === 'html' ? inHtml(found, values.environment) : inMarkdown(found, values.environment);
}

/** The ladders as they are now, for any month. If they can't be read, the report says so and goes on. */
async function trustIn(
  deployed: Deployed,
  load: () => Promise<Project>,
  now: Date,
): Promise<NonNullable<Report['trust']>> {
  try {
    return await laddersOf(deployed, await load(), now);
  } catch (error) {
    return { unread: errorText(error) };
  }
}

function monthOf(text: string | undefined, now: Date): string {
  const current = now.toISOString().slice(0, 7);
  if (text === undefined) return current;
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text) && text <= current) return text;
  throw new UsageError(
    `--month takes a month like ${current}, and not one to come; found ${JSON.stringify(text)}.`,
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
