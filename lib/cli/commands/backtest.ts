import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { ResolvedRunbook } from '#checks/resolve';
import { syntheticRunbook } from '#core/runbook/synthetic';
import { projectRoot } from '#project/project';
import { type Replayed, replay } from '#testing/backtest/replay';
import { evidenceOf, writeEvidence } from '../backtest/evidence.ts';
import { backtested, isAlone } from '../backtest/outcome.ts';
import { readPasts } from '../backtest/pasts.ts';
import { type People, peopleBehind } from '../backtest/people.ts';
import { backtestReads } from '../backtest/reads.ts';
import { type Findings, inJson, inMarkdown, inWords } from '../backtest/text.ts';
import { CommandError, UsageError } from '../command-line.ts';
import { isUsed } from '../doctor/examination.ts';
import { adoptedAlarms } from '../doctor/examine.ts';
import type { Finding } from '../doctor/finding.ts';
import { placeOf, planIn, readFiles } from '../doctor/plan.ts';
import { closest } from '../explain/closest.ts';
import { policyFor } from '../propose/reads.ts';
import { quietly } from '../rehearse/quiet.ts';
import type { Given } from '../spec.ts';
import type { Surroundings } from './command.ts';
import { refuseUnknownEnvironment } from './connect.ts';
import { oneOf } from './one-of.ts';
import { type backtestOptions, formats, usualEnvironment } from './specs/first.ts';
import { asJson } from './text.ts';

const dayMilliseconds = 86_400_000;

/** `nightshift backtest`. */
export async function backtest(
  { values, words: [id] }: Given<typeof backtestOptions>,
  { account: open, now, progress = () => {} }: Surroundings,
): Promise<string> {
  const format = oneOf('format', values.format, formats);
  const days = daysOf(values.days);
  if (values.permissions) return JSON.stringify(policyFor(backtestReads), null, 2);
  const environment = values.environment ?? usualEnvironment;
  await refuseUnknownEnvironment(environment);
  const files = await readFiles(environment);
  const account = await open(environment);
  const runbooks = wanted(files.runbooks, id, environment);
  const planned = planIn(await placeOf(files.spec, account), { ...files, runbooks });
  const noted: Finding[] = [];
  const adopted = await adoptedAlarms(planned, account, noted);
  const to = now();
  const from = new Date(to.getTime() - days * dayMilliseconds);
  const { pasts, unread } = await readPasts(account.cloudwatch, adopted, [from, to], progress);
  const replayed = await quietly(() =>
    replay(pasts, (done, of) => progress(`${done} of ${of} state changes replayed`)),
  );
  const slow = replayed.filter((one) => one.okAt !== undefined && !isQuick(one, runbooks));
  const people = await peopleBehind(account.open(CloudTrailClient), slow, progress);
  progress('');
  const found: Findings = {
    environment,
    days,
    from: from.toISOString(),
    to: to.toISOString(),
    runbooks: runbooks.map(({ deployed }) => backtested(deployed, replayed, people)),
    unread: [...noted.map((one) => one.found), ...unread, ...notLookedUp(people)],
  };
  const written = values.write ? await keep(found, runbooks) : [];
  if (format === 'json') return asJson({ ...inJson(found), written });
  const lines = format === 'markdown' ? inMarkdown(found) : inWords(found, id !== undefined);
  return [...lines, ...(written.length > 0 ? ['', ...written] : [])].join('\n');
}

/** Runbooks whose alarms never fired have no evidence. */
const keep = (found: Findings, runbooks: readonly ResolvedRunbook[]): Promise<string[]> =>
  writeEvidence(
    found.runbooks.flatMap((its, index) => {
      const deployed = runbooks[index]?.deployed;
      return deployed && its.outcomes.length > 0 ? [evidenceOf(its, deployed, found)] : [];
    }),
    projectRoot(),
  );

/** How far CloudWatch's own history goes back, in days. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-concepts.html */
const mostDays = 30;

function daysOf(text: string): number {
  const days = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= mostDays) return days;
  throw new UsageError(
    `--days takes 1 to ${mostDays}, as far as CloudWatch remembers; found ${JSON.stringify(text)}.`,
  );
}

/** The runbooks that the environment deploys, without those that are off and the synthetic alarm's. */
function wanted(
  all: readonly ResolvedRunbook[],
  id: string | undefined,
  environment: string,
): readonly ResolvedRunbook[] {
  const used = all.filter(({ deployed }) => deployed.id !== syntheticRunbook && isUsed(deployed));
  if (id === undefined) return used;
  const named = used.filter(({ deployed }) => deployed.id === id);
  if (named.length > 0) return named;
  const known = used.map(({ deployed }) => deployed.id);
  throw new CommandError(`${environment} deploys no runbook ${JSON.stringify(id)}; ${closest(id, known)}`, 1);
}

function isQuick(one: Replayed, runbooks: readonly ResolvedRunbook[]): boolean {
  const its = runbooks.find(({ deployed }) => deployed.id === one.runbook);
  return its === undefined || isAlone(one, its.deployed);
}

const notLookedUp = ({ unread }: People): string[] =>
  unread === undefined ? [] : [`${unread}, so recoveries after a person's change are not told apart`];
