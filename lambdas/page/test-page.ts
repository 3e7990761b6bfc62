import { randomInt } from 'node:crypto';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { contractVersion } from '#core/aws/contract';
import { type RoadTest, roadText } from '#core/guards/road-test';
import { armDeadline } from '#core/page/deadline';
import { asciiLines, backupSubject, commandsIn, compose, type Page } from '#core/page/message';
import { roadTestKey } from '#core/page/test-pages';
import { deadlineLimit } from '#core/page/text';
import { readSwitches } from '#core/switches/modes';
import type { Database } from '#core/table/database';
import { modesPartition } from '#core/table/keys';
import { errorText, line } from '#core/text';
import { iso, moment, plusSeconds } from '#core/time';
import type { TestInput, TestOutput } from './contract.ts';
import type { PageServices } from './page.ts';
import { sampleDeadline, samplePage } from './sample.ts';

/** A way for a test page, and who carries it. */
type Way = Pick<RoadTest, 'road' | 'over'> & { readonly send: (page: Page) => Promise<void> };

/** Without characters that are taken for one another on a phone. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const codeLength = 6;
const newCode = (): string =>
  Array.from({ length: codeLength }, () => letters[randomInt(letters.length)]).join('');

/** Ahead of its sending, in seconds: what a schedule needs to be there in time. Scheduler fires within that minute. */
const deadlineAheadSeconds = 60;

/**
 * One marked test page over every path, by the role, the secrets and the network that a page would be sent with. Each has a
 * code of its own on record before it is sent, so that whoever enters it says which path has reached a person.
 */
export async function sendTestPages({ test }: TestInput, services: PageServices): Promise<TestOutput> {
  const { database, now } = services;
  const ways = waysOf(services);
  const { roadTests } = await readSwitches(database, now());
  const gone = roadTests.filter(
    (known) => !ways.some(({ road, over }) => road === known.road && over === known.over),
  );
  await Promise.all(gone.map((known) => forgetRoad(database, known)));
  const sent = await Promise.all(
    ways.map(async ({ road, over, send }) => {
      const code = newCode();
      try {
        await remember(database, { road, over, code, sentAt: iso(now()) });
        await send(testText({ road, over, code }, test.by, services));
        return { road, over };
      } catch (error) {
        return { road, over, failed: errorText(error) };
      }
    }),
  );
  return { contract: contractVersion, sent };
}

/** Every way to a person that there is in this deployment. */
const waysOf = ({ channels, backup, deadlines, now }: PageServices): Way[] => [
  ...Object.entries(channels).map(([over, send]) => ({ road: 'page', over, send }) as const),
  { road: 'backup', over: 'backup', send: backup },
  {
    road: 'deadline',
    over: 'deadline',
    // Named after its key, like an incident's own; AWS publishes it with no code of ours in between.
    send: (page) =>
      armDeadline(
        deadlines,
        page.deduplicationKey.replaceAll('/', '-'),
        plusSeconds(now(), deadlineAheadSeconds),
        page,
      ),
  },
];

/** What was acknowledged before stays acknowledged: a test that does not arrive must not stop what works. */
async function remember(database: Database, { road, over, code, sentAt }: RoadTest): Promise<void> {
  await database.client.send(
    new UpdateCommand({
      TableName: database.table,
      Key: roadTestKey(modesPartition, { road, over }),
      UpdateExpression: 'SET road = :road, #over = :over, code = :code, sentAt = :sentAt',
      ExpressionAttributeNames: { '#over': 'over' },
      ExpressionAttributeValues: { ':road': road, ':over': over, ':code': code, ':sentAt': sentAt },
    }),
  );
}

/** A channel that is not there any more would count as unacknowledged for ever. */
async function forgetRoad(database: Database, known: RoadTest): Promise<void> {
  await database.client.send(
    new DeleteCommand({ TableName: database.table, Key: roadTestKey(modesPartition, known) }),
  );
}

/**
 * As long as a page, in each form that a page has, so that a phone which cuts or splits one shows it now; marked so that nobody gets
 * up for it. ASCII, for every kind of phone.
 */
function testText(
  test: Pick<RoadTest, 'road' | 'over' | 'code'>,
  by: string,
  { environment, now }: Pick<PageServices, 'environment' | 'now'>,
): Page {
  const [command = ''] = commandsIn(environment, [`test-page --ack ${test.code}`]);
  const at = iso(now());
  const isDeadline = test.road === 'deadline';
  const like = isDeadline ? sampleDeadline(environment, at) : samplePage(environment, at);
  const headline = `TEST, no action needed: Nightshift tries ${roadText({ ...test, over: line(test.over, 30) })}. Code ${test.code}`;
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

/** Fills a text message up to what one part holds, word by word. */
const smsFiller =
  'Is all of this on your phone, in one message? Pages are as long as this one is, and no longer.'.split(' ');
