import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { PathTest } from '#core/guards/path-test';
import { pathTestKey } from '#core/page/test-pages';
import { modesPartition } from '#core/table/keys';
import { admitted, aNight, aRunbook, aStep, type Scene } from '#test/support/scenes';
import { places } from '#testing/world/world';

const withinSeconds = 30 * 86_400;
const { guards } = aRunbook();
const recently = '2026-02-20T10:00:00.000Z';

/** Thirty days and a second before the alarm. */
const tooOld = '2026-01-30T02:59:59.000Z';

type Known = Partial<PathTest> & Pick<PathTest, 'path'>;

/** A night in an environment that asks for test pages, with what is known of its paths. */
async function aNightWith(tests: readonly Known[], changes: Scene['runbook'] = {}) {
  const scene = aNight({ runbook: { guards: { ...guards, testPages: { withinSeconds } }, ...changes } });
  const { client, table } = scene.services.admit.database;
  for (const { path, ...test } of tests) {
    const Item = { road: path, over: path, code: 'ABCDEF', sentAt: recently, ...test };
    await client.send(
      new PutCommand({
        TableName: table,
        Item: { ...pathTestKey(modesPartition, { path, over: Item.over }), ...Item },
      }),
    );
  }
  return scene;
}

const acknowledged = (path: PathTest['path'], acknowledgedAt = recently): Known => ({ path, acknowledgedAt });
const allPaths = [acknowledged('page'), acknowledged('backup'), acknowledged('deadline')];

describe('no runbook acts by itself while nobody knows whether a page would arrive', () => {
  test.each<[string, readonly Known[], RegExp]>([
    [
      'that nobody has ever tested',
      [],
      /over the page path ever, over the backup path ever, over the deadline path ever: node_modules\/.bin\/nightshift test-page --environment rehearsal$/,
    ],
    [
      'whose last acknowledgement is older than 30 days',
      [...allPaths.slice(0, 2), acknowledged('deadline', tooOld)],
      /^Not acting because nobody has acknowledged a test page over the deadline path since 2026-01-30: node_modules/,
    ],
    [
      'over which a test page was sent and not acknowledged',
      [allPaths[0] as Known, { path: 'backup' }, allPaths[2] as Known],
      /over the backup path ever: node_modules/,
    ],
    [
      'with one channel of two that nobody has acknowledged',
      [...allPaths, { path: 'page', over: 'the second pager' }],
      /over the page path \(the second pager\) ever: node_modules/,
    ],
    [
      'whose record is in no known form',
      [...allPaths.slice(0, 2), { path: 'deadline', acknowledgedAt: null as unknown as string }],
      /over the deadline path ever: node_modules/,
    ],
  ])('a path %s: pages, and says which and what to do', async (_, tests, reason) => {
    const scene = await aNightWith(tests);
    expect(await admitted(scene)).toMatchObject({ answer: 'page', summary: expect.stringMatching(reason) });
  });

  test('pages on-call on time, as any other "no" does', async () => {
    const { night, event, runbook, world } = await aNightWith([]);
    const { verdict } = await night.finish(night.deliver(runbook.id, event));
    expect(verdict).toBe('escalated');
    const [page] = world.sns.on(places.topics.page);
    expect(page?.body).toContain(
      'Why you were paged: Not acting because nobody has acknowledged a test page over',
    );
  });
});

describe('what test pages do not stop', () => {
  test('a runbook with every path acknowledged acts', async () => {
    expect(await admitted(await aNightWith(allPaths))).toMatchObject({ answer: 'act' });
  });

  test('an environment that asks for none acts', async () => {
    expect(await admitted(await aNightWith([], { guards }))).toMatchObject({ answer: 'act' });
  });

  test('a watch says what the runbook itself would have done', async () => {
    const scene = await aNightWith([], { mode: 'watch' });
    expect(await admitted(scene)).toMatchObject({
      answer: 'watch',
      summary: 'Not acting because runbook shop-errors only watches (mode watch)',
    });
  });

  test('a better reason not to act comes first', async () => {
    const scene = await aNightWith([], { steps: [aStep('unknown')] });
    expect((await admitted(scene)).summary).not.toContain('test page');
  });
});

test('costs no call: the paths are read with the switches', async () => {
  const calls = async (scene: Awaited<ReturnType<typeof aNightWith>>) => {
    const from = scene.world.wire.calls.length;
    await admitted(scene);
    return scene.world.wire.calls.slice(from).map(({ service, command }) => `${service}.${command}`);
  };
  expect(await calls(await aNightWith(allPaths))).toEqual(await calls(await aNightWith([], { guards })));
});
