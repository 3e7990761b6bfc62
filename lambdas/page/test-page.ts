import { randomInt } from 'node:crypto';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { contractVersion } from '#core/aws/contract';
import { type PathTest, pathText } from '#core/guards/path-test';
import { armDeadline } from '#core/page/deadline';
import { asciiLines, backupSubject, commandsIn, compose, type Page } from '#core/page/message';
import { pathTestKey, storedPath } from '#core/page/test-pages';
import { deadlineLimit } from '#core/page/text';
import { readSwitches } from '#core/switches/modes';
import type { Database } from '#core/table/database';
import { modesPartition } from '#core/table/keys';
import { errorText, line } from '#core/text';
import { iso, moment, plusSeconds } from '#core/time';
import type { TestInput, TestOutput } from './contract.ts';
import type { PageServices } from './page.ts';
import { sampleDeadline, samplePage } from './sample.ts';

/** One path for a test page, and its sender. */
type Way = Pick<PathTest, 'path' | 'over'> & { readonly send: (page: Page) => Promise<void> };

/** Letters of codes, without those that look alike on a phone. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const codeLength = 6;
const newCode = (): string =>
  Array.from({ length: codeLength }, () => letters[randomInt(letters.length)]).join('');

/** How far ahead the schedule is set, in seconds. Scheduler fires within that minute. */
const deadlineAheadSeconds = 60;

/**
 * Sends a marked test page over every path, with the role, secrets and network of a real page. Each has its own code, recorded
 * before it is sent, so the code that a person enters tells which path has reached them.
 */
export async function sendTestPages({ test }: TestInput, services: PageServices): Promise<TestOutput> {
  const { database, now } = services;
  const ways = waysOf(services);
  const { pathTests } = await readSwitches(database, now());
  const gone = pathTests.filter(
    (known) => !ways.some(({ path, over }) => path === known.path && over === known.over),
  );
  await Promise.all(gone.map((known) => forgetPath(database, known)));
  const sent = await Promise.all(
    ways.map(async ({ path, over, send }) => {
      const code = newCode();
      try {
        await remember(database, { path, over, code, sentAt: iso(now()) });
        await send(testText({ path, over, code }, test.by, services));
        return { road: path, over };
      } catch (error) {
        return { road: path, over, failed: errorText(error) };
      }
    }),
  );
  return { contract: contractVersion, sent };
}

/** Every path in this deployment. */
const waysOf = ({ channels, backup, deadlines, now }: PageServices): Way[] => [
  ...Object.entries(channels).map(([over, send]) => ({ path: 'page', over, send }) as const),
  { path: 'backup', over: 'backup', send: backup },
  {
    path: 'deadline',
    over: 'deadline',
    // Named after its key, like an incident's own. AWS publishes it without any code of ours.
    send: (page) =>
      armDeadline(
        deadlines,
        page.deduplicationKey.replaceAll('/', '-'),
        plusSeconds(now(), deadlineAheadSeconds),
        page,
      ),
  },
];

/** Keeps earlier acknowledgments: a test that does not arrive must not stop a path that works. */
async function remember(database: Database, { path, over, code, sentAt }: PathTest): Promise<void> {
  await database.client.send(
    new UpdateCommand({
      TableName: database.table,
      Key: pathTestKey(modesPartition, { path, over }),
      UpdateExpression: 'SET #path = :path, #over = :over, code = :code, sentAt = :sentAt',
      ExpressionAttributeNames: { '#path': storedPath, '#over': 'over' },
      ExpressionAttributeValues: { ':path': path, ':over': over, ':code': code, ':sentAt': sentAt },
    }),
  );
}

/** Removes a channel that no longer exists, which would stay unacknowledged forever. */
async function forgetPath(database: Database, known: PathTest): Promise<void> {
  await database.client.send(
    new DeleteCommand({ TableName: database.table, Key: pathTestKey(modesPartition, known) }),
  );
}

/**
 * As long as a real page in each form, so that a phone that cuts or splits pages shows it now. Marked so that nobody gets up
 * for it. ASCII, for every kind of phone.
 */
function testText(
  test: Pick<PathTest, 'path' | 'over' | 'code'>,
  by: string,
  { environment, now }: Pick<PageServices, 'environment' | 'now'>,
): Page {
  const [command = ''] = commandsIn(environment, [`test-page --ack ${test.code}`]);
  const at = iso(now());
  const isDeadline = test.path === 'deadline';
  const like = isDeadline ? sampleDeadline(environment, at) : samplePage(environment, at);
  const headline = `TEST, no action needed: Nightshift tries ${pathText({ ...test, over: line(test.over, 30) })}. Code ${test.code}`;
  const page = compose({
    subject: `${backupSubject}: TEST, no action needed`,
    headline,
    sms: { name: '', must: `${headline}.`, may: smsFiller, reference: '' },
    facts: {
      'Asked for by': `${line(by, 60)} at ${moment(at)}.`,
      'Say that it has arrived, so that runbooks may go on acting by themselves': command,
    },
    sections: [{ title: 'A SAMPLE, SO THAT THIS IS AS LONG AS A PAGE', lines: like.body.split('\n') }],
    deduplicationKey: `nightshift/${environment}/test-${test.code}`,
    ...(isDeadline ? { atMost: deadlineLimit } : {}),
  });
  return { ...page, body: asciiLines(page.body) };
}

/** Fills an SMS up to one part, word by word. */
const smsFiller =
  'Is all of this on your phone, in one message? Pages are as long as this one is, and no longer.'.split(' ');
