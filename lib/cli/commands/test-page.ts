import { type PathTest, pathText } from '#core/guards/path-test';
import { plusSeconds } from '#core/time';
import { CommandError, UsageError } from '../command-line.ts';
import { spanOf } from '../span.ts';
import type { Given } from '../spec.ts';
import { type Answer, type Change, changeOf, type Deployed, type Surroundings } from './command.ts';
import { acknowledge, readPathTests, type Sent, sendTests } from './path-tests.ts';
import type { testPageOptions } from './specs/health.ts';
import { asJson, moment, paint, shown, table } from './text.ts';

/** `nightshift test-page`. */
export async function testPage(
  { values }: Given<typeof testPageOptions>,
  surroundings: Surroundings,
): Promise<string | Answer> {
  const { ack, status, environment, json } = values;
  if (status && ack !== undefined) throw new UsageError('Either --status or --ack, not both.');
  const seconds = waitOf(values.wait);
  const change = changeOf({ ...values, why: values.why ?? 'a test page arrived' }, surroundings);
  const deployed = await surroundings.connect(environment);
  if (status) return shownPaths(await readPathTests(deployed), environment, json);
  if (ack !== undefined) {
    const test = await acknowledge(deployed, ack, change);
    return json ? asJson(inJson(test)) : acknowledged(test);
  }
  return sendAndWait(deployed, change, { seconds, json, environment }, surroundings);
}

const waitOf = (text: string): number => (text === '0' ? 0 : spanOf('--wait', text, '0m', '60m'));

const acknowledged = (test: PathTest): string =>
  `Acknowledged: ${pathText(test)} reaches a person. By ${shown(test.acknowledgedBy, 60)} at ${moment(test.acknowledgedAt ?? '')}.`;

interface Waiting {
  readonly seconds: number;
  readonly json: boolean;
  readonly environment: string;
}

async function sendAndWait(
  deployed: Deployed,
  change: Change,
  { seconds, json, environment }: Waiting,
  surroundings: Surroundings,
): Promise<Answer> {
  const sent = await sendTests(deployed, change.by);
  const terminal = json ? undefined : surroundings.terminal;
  terminal?.say(sentText(sent, environment));
  const tests =
    seconds === 0
      ? await readPathTests(deployed)
      : await waitForPeople(deployed, change, seconds, { ...surroundings, terminal });
  const failed = sent.filter((one) => one.failed !== undefined);
  const missing = tests.filter((test) => !hasArrived(test));
  const exitStatus = failed.length > 0 || (seconds > 0 && missing.length > 0) ? 1 : 0;
  if (json) return { text: asJson({ environment, sent, paths: tests.map(inJson) }), exitStatus };
  const lines = [
    ...(terminal ? [] : [sentText(sent, environment), '']),
    ...tests.filter((test) => hasArrived(test)).map(acknowledged),
    ...(seconds > 0 ? missing : []).map((test) => `${paint('red', 'Not acknowledged')}: ${pathText(test)}.`),
    ...(missing.length > 0
      ? [`nightshift test-page --ack CODE --environment ${environment} still takes a code for 24 hours.`]
      : []),
  ];
  return { text: lines.join('\n'), exitStatus };
}

/** Compares codes, not times: the clocks of this machine and of Lambda may differ. */
const hasArrived = ({ acknowledgedCode, code }: PathTest): boolean => acknowledgedCode === code;

/** Seconds between checks for acknowledgments from elsewhere. */
const lookEvery = 3;

/** Waits until every path is acknowledged, here or elsewhere, or the time is up. */
async function waitForPeople(
  deployed: Deployed,
  change: Change,
  seconds: number,
  {
    now,
    pause,
    terminal,
  }: Pick<Surroundings, 'now' | 'pause'> & {
    readonly terminal: Surroundings['terminal'] | undefined;
  },
): Promise<readonly PathTest[]> {
  const until = plusSeconds(change.at, seconds);
  const lines = terminal?.lines();
  let typed = lines?.next();
  for (;;) {
    const tests = await readPathTests(deployed);
    const done = tests.length > 0 && tests.every((test) => hasArrived(test));
    if (done || now().toISOString() >= until) {
      // Not awaited: it would wait until the person types another line.
      void lines?.return?.();
      return tests;
    }
    const line = await Promise.race([pause(lookEvery), ...(typed ? [typed] : [])]);
    if (!line) continue;
    typed = line.done ? undefined : lines?.next();
    if (line.done || !line.value.trim()) continue;
    const answered = acknowledge(deployed, line.value, { ...change, at: now().toISOString() });
    terminal?.say(await answered.then(acknowledged, (error: unknown) => refusal(error)));
  }
}

function refusal(error: unknown): string {
  if (error instanceof CommandError) return error.message;
  throw error;
}

function sentText(sent: readonly Sent[], environment: string): string {
  return [
    `A test page is on its way in ${environment}. Enter the code that each message brings:`,
    ...sent.map(
      ({ failed, ...way }) =>
        `  ${pathText(way)}: ${failed === undefined ? arrival(way.path) : `${paint('red', 'not sent')}: ${shown(failed)}`}`,
    ),
  ].join('\n');
}

const arrival = (path: PathTest['path']): string =>
  path === 'deadline' ? 'EventBridge Scheduler sends it in a minute' : 'sent';

const inJson = ({ code: _, ...test }: PathTest) => {
  const { path, over, sentAt, acknowledgedAt = null, acknowledgedBy = null } = test;
  return { path, over, sentAt, acknowledgedAt, acknowledgedBy };
};

function shownPaths(tests: readonly PathTest[], environment: string, json: boolean): string {
  if (json) return asJson({ environment, paths: tests.map(inJson) });
  if (tests.length === 0) return `No test page was ever sent in ${environment}.`;
  return table(
    ['PATH', 'LAST SENT', 'LAST ACKNOWLEDGED', 'BY'],
    tests.map((test) => [
      pathText(test),
      moment(test.sentAt),
      test.acknowledgedAt ? moment(test.acknowledgedAt) : 'never',
      shown(test.acknowledgedBy, 60),
    ]),
  ).join('\n');
}
