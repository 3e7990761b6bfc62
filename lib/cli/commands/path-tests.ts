import { InvokeCommand } from '@aws-sdk/client-lambda';
import { contractVersion } from '#core/aws/contract';
import { type PathTest, pathText } from '#core/guards/path-test';
import { pathTestKey } from '#core/page/test-pages';
import { logItem } from '#core/people/switch';
import { readSwitches } from '#core/switches/modes';
import { transactPatiently } from '#core/table/database';
import { modesPartition } from '#core/table/keys';
import { formatSeconds, secondsBetween } from '#core/time';
import { TestInput, TestOutput } from '#lambdas/page/contract';
import { CommandError } from '../command-line.ts';
import type { Change, Deployed } from './command.ts';
import { moment, shown } from './text.ts';

/** How long a code is valid, in seconds: a page that takes longer to arrive is too late to wake anyone. */
const codeValidSeconds = 86_400;

/** How far this machine's clock may be behind AWS's, in seconds. */
const clockSkewSeconds = 300;

/** A test page that was sent over a path, or why it was not. */
export interface Sent extends Pick<PathTest, 'path' | 'over'> {
  readonly failed?: string | undefined;
}

/** Has the page function send a test page over each of its paths. */
export async function sendTests({ lambda, names }: Deployed, by: string): Promise<Sent[]> {
  const input: TestInput = TestInput.parse({ contract: contractVersion, test: { by } });
  const answer = await lambda.send(
    new InvokeCommand({
      FunctionName: names.function('page'),
      Payload: new TextEncoder().encode(JSON.stringify(input)),
    }),
  );
  const text = new TextDecoder().decode(answer.Payload);
  if (answer.FunctionError)
    throw new CommandError(`The page function failed, or is of another version: ${shown(text)}`, 1);
  const output = TestOutput.safeParse(JSON.parse(text || 'null'));
  if (output.success) return output.data.sent.map(({ road: path, ...sent }) => ({ path, ...sent }));
  throw new CommandError(
    `The page function is of another version, since its answer can't be read: ${shown(text)}`,
    1,
  );
}

/** What is known of every path. */
export const readPathTests = async ({ database }: Deployed): Promise<readonly PathTest[]> =>
  (await readSwitches(database, new Date())).pathTests;

/**
 * Records that a person has read a test page, by the code in it.
 * @throws CommandError for a code that no path has, or that is too old
 */
export async function acknowledge(deployed: Deployed, typed: string, change: Change): Promise<PathTest> {
  const { database } = deployed;
  const code = typed.trim().toUpperCase();
  const test = (await readPathTests(deployed)).find((known) => known.code === code);
  const quoted = JSON.stringify(shown(typed, 20));
  if (!test) {
    throw new CommandError(
      `No test page brought the code ${quoted}; each one replaces the one before it.`,
      1,
    );
  }
  const age = secondsBetween(test.sentAt, change.at);
  if (age < -clockSkewSeconds) {
    throw new CommandError(
      `By this machine's clock the test page with the code ${quoted} is sent only at ${moment(test.sentAt)}; set the clock.`,
      1,
    );
  }
  if (age > codeValidSeconds) {
    throw new CommandError(
      `The code ${quoted} came with a test page of ${moment(test.sentAt)}, more than ${formatSeconds(codeValidSeconds)} ago; send another one.`,
      1,
    );
  }
  const outcome = await transactPatiently(database, [
    {
      Update: {
        TableName: database.table,
        Key: pathTestKey(modesPartition, test),
        ConditionExpression: 'code = :code',
        UpdateExpression: 'SET acknowledgedAt = :at, acknowledgedBy = :by, acknowledgedCode = :code',
        ExpressionAttributeValues: { ':code': code, ':at': change.at, ':by': change.by },
      },
    },
    logItem(database.table, { ...change, what: 'test page acknowledged', path: pathText(test) }),
  ]);
  if (!outcome.written)
    throw new CommandError(
      `Another test page was sent meanwhile; the code ${quoted} is no longer its own.`,
      1,
    );
  return { ...test, acknowledgedAt: change.at, acknowledgedBy: change.by, acknowledgedCode: code };
}
