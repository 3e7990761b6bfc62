import type { Drill } from '#drill/drill';
import { drillsSince, skipDrill } from '#drill/store';
import { hushed } from '#test/support/scenes';
import { places, World } from '#testing/world/world';

hushed();

const drillAt = (at: string, unique: string): Drill => ({
  id: `drill-20260301-0000-${unique}`,
  at,
  runbook: 'web-hung',
  version: '1',
  by: 'anna',
  why: 'a test',
  alarm: { arn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:web-errors', name: 'web-errors' },
  fault: { injector: 'by-hand', name: 'its tasks hang', endsByItself: false, endsAt: at },
  environment: 'staging',
  expects: 1,
  targets: [],
  until: at,
  settleSeconds: 0,
  expiresAt: 0,
});

test('drills that began in one minute are listed oldest first', async () => {
  const { clock, clients } = new World();
  const database = { client: clients.documents, table: places.table };
  const began = ['10', '30', '50'].map((seconds) => `2026-03-01T00:00:${seconds}.000Z`);
  const listed = await clock.run(async () => {
    for (const [at, unique] of [
      [began[2], 'b'],
      [began[0], 'c'],
      [began[1], 'a'],
    ] as const)
      await skipDrill(database, drillAt(at ?? '', unique));
    return drillsSince(database, '2026-03-01T00:00:00.000Z');
  });
  expect(listed.map(({ at }) => at)).toEqual(began);
});
