import { definitions } from './definitions/judge.ts';
import { gather } from './evidence/evidence.ts';
import { iam } from './iam/judge.ts';
import type { Judge, Verdict } from './judge.ts';
import { patterns } from './patterns/judge.ts';
import { shapes } from './shapes/judge.ts';

const judges: readonly Judge[] = [patterns, iam, shapes, definitions];

/** A judge's verdict, or why there is none: what was not judged has not passed. */
type Outcome = Verdict | { readonly failed: string };

const say = (line: string) => process.stdout.write(`${line}\n`);
const seconds = (since: number) => `${Math.round((performance.now() - since) / 1000)} s`;

async function heard({ name, by, judge }: Judge, evidence: Parameters<Judge['judge']>[0]): Promise<boolean> {
  const began = performance.now();
  const outcome: Outcome = await judge(evidence).catch((error: Error) => ({ failed: error.message }));
  const problems = problemsOf(outcome);
  const checked = 'failed' in outcome ? 'nothing' : outcome.checked;
  const planted = 'failed' in outcome ? 0 : outcome.planted.length;
  say(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name} (${by}): ${checked}, in ${seconds(began)}`);
  if (problems.length === 0) say(`     ${planted} of ${planted} planted mistakes were seen`);
  for (const problem of problems) say(`     ${problem}`);
  return problems.length === 0;
}

function problemsOf(outcome: Outcome): string[] {
  if ('failed' in outcome) return [`It could not judge: ${outcome.failed}`];
  const missed = outcome.planted.filter(({ seen }) => !seen);
  return [
    ...outcome.findings,
    ...missed.map(({ mistake }) => `It does not see a planted mistake: ${mistake}`),
    ...(outcome.planted.length === 0 ? ['Nothing was planted, so nobody knows whether it can fail.'] : []),
  ];
}

/** Installs every judge, records the evidence, and runs them. @returns whether none finds anything wrong */
export async function judgeAll(): Promise<boolean> {
  const began = performance.now();
  say('Installing the judges, where they are not there yet');
  for (const { name, prepare } of judges) {
    const since = performance.now();
    await prepare();
    say(`     ${name}: ready, ${seconds(since)}`);
  }
  const since = performance.now();
  say('Recording rehearsed incidents');
  const evidence = await gather();
  const { scenarios, calls, executions } = evidence;
  say(
    `     ${scenarios} scenarios: ${calls.length} distinct calls, ${executions.length} executions, ${seconds(since)}`,
  );
  // One at a time: each has the machine to itself, and the lines come in order.
  const passed = [];
  for (const judge of judges) passed.push(await heard(judge, evidence));
  const good = passed.filter((one) => one).length;
  say(`${good} of ${judges.length} judges find nothing wrong, ${seconds(began)}`);
  return good === judges.length;
}
