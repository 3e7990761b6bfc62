import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { heldBack, reasonOf } from '#core/incident/held-back';
import { because, reasonText } from '#core/reasons/reason';
import { reasonGroups, texts } from '#core/reasons/texts';
import { incidentKey } from '#core/table/keys';
import { anIncident } from '#test/support/incidents';
import { aNight, theIncident } from '#test/support/scenes';

const root = new URL('../../../../', import.meta.url);

const sources = ['lambdas', 'lib', 'actions', 'channels'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({
      file: join(folder, file),
      code: readFileSync(new URL(`${folder}/${file}`, root), 'utf8'),
    })),
);

/** Where a sentence that a person is meant to read is taken apart: a method that searches it, or a pattern that is tried on it. */
const sentence = '(?:summary|notActing|finding|refused|would|against|said)';
const searches = '(?:includes|startsWith|endsWith|indexOf|match|matchAll|search|replace|replaceAll|split)';
const reads = new RegExp(
  `\\b${sentence}(?:\\s*\\?\\?\\s*'')?\\)?\\??\\.${searches}\\(|/[a-z]*\\.(?:test|exec)\\((?:[\\w?]+\\.)*${sentence}\\b`,
);

describe('no code reads a sentence', () => {
  test('in what is deployed, in the command line and in the rehearsal', () => {
    const found = sources.flatMap(({ file, code }) =>
      code.split('\n').flatMap((line) => (reads.test(line) ? [`${file}: ${line.trim()}`] : [])),
    );
    expect(found).toEqual([]);
  });

  test.each([
    "draft.notActing?.includes('nor would')",
    "(summary ?? '').startsWith('Not acting')",
    "shown(summary).replace(/x/, '')",
    '/no datapoint/.test(attempt.finding)',
  ])('as this would: %s', (line) => {
    expect(line).toMatch(reads);
  });
});

describe('the list of reasons', () => {
  test('gives each code once', () => {
    const codes = reasonGroups.flatMap(({ reasons }) => Object.keys(reasons));
    expect(codes.length).toBe(new Set(codes).size);
    expect(codes.sort()).toEqual(Object.keys(texts).sort());
  });

  test('has no code that nothing gives', () => {
    const rest = sources.filter(({ file }) => !file.startsWith('lib/core/reasons/'));
    const unused = Object.keys(texts).filter(
      (code) => !rest.some((one) => new RegExp(`'${code}'(?!:)`).test(one.code)),
    );
    expect(unused).toEqual([]);
  });

  test('keeps what others have named in its line', () => {
    expect(because('alarm-gone', { alarm: 'a\n\u202eb' })).toEqual({
      code: 'alarm-gone',
      facts: { alarm: 'a b' },
    });
  });

  test('has no text for a code of somebody else', () => {
    expect(() => reasonText({ code: 'of-an-action', facts: {} })).toThrow(
      'no text for the reason of-an-action',
    );
    expect(
      reasonText({ code: 'of-an-action', facts: { name: 'shop' } }, { 'of-an-action': () => 'so' }),
    ).toBe('so');
  });
});

test('an incident that is held back holds the reason for people, for code and for lists', () => {
  const { answer, notActing, reason, listed } = heldBack(
    anIncident('shop-5xx'),
    because('too-many-runs', { target: 'service/shop', runs: 1, limit: 1 }),
  );
  expect({ answer, notActing, reason, listed }).toEqual({
    answer: 'page',
    notActing: '1 run on service/shop in 24 hours, the limit is 1',
    reason: { code: 'too-many-runs', facts: { target: 'service/shop', runs: 1, limit: 1 } },
    listed: { runbook: 'shop-errors', owner: 'team-shop', alarm: 'shop-5xx', reason: 'too-many-runs' },
  });
});

describe('a record from before reasons had codes', () => {
  test('is in its own words', () => {
    expect(reasonOf({ notActing: 'it was late' })).toEqual({
      code: 'own-words',
      facts: { text: 'it was late' },
    });
  });

  test('gets its verdict like any other, with a code', async () => {
    const scene = aNight();
    const running = scene.night.deliver('shop-errors', scene.event);
    await scene.world.clock.advance(100);
    const { database } = scene.services.verify;
    const before = theIncident(scene.night).incident;
    const { runbook, owner, alarm } = before.listed;
    await database.client.send(
      new UpdateCommand({
        TableName: database.table,
        Key: incidentKey(before.id),
        UpdateExpression: 'SET listed = :listed REMOVE reason, ground',
        ExpressionAttributeValues: { ':listed': { runbook, owner, alarm } },
      }),
    );
    await scene.night.finish(running);
    const { incident } = theIncident(scene.night);
    expect(incident).toMatchObject({
      verdict: 'escalated',
      summary: 'Every step was tried, and the alarm is in ALARM.',
      ground: { code: 'steps-did-not-help' },
      listed: { runbook, ground: 'steps-did-not-help' },
    });
  });
});
