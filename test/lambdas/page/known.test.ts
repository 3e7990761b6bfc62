import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { page } from '#lambdas/page/page';
import { admitted, alarmName, aNight, executionArn, hushed, theIncident } from '#test/support/scenes';
import { places } from '#testing/world/world';

const logged = hushed();
const { topics } = places;

/** A page for an incident that is on record, and what it says. */
async function paged(before: (scene: ReturnType<typeof aNight>) => unknown = () => {}) {
  const scene = aNight({ surroundings: { sweepEvery: 99_999 } });
  await admitted(scene);
  await scene.world.clock.run(async () => before(scene));
  const { world, event, runbook } = scene;
  const at = world.clock.milliseconds;
  await world.clock.run(() =>
    page({ contract: 1, execution: executionArn('first'), event, runbook }, scene.services.page),
  );
  const [message] = world.sns.on(topics.page);
  return { ...scene, body: message?.body ?? '', took: Date.parse(message?.at ?? '') - at };
}

describe('what a page finds out just before it is sent', () => {
  test('is the alarm’s state now, and that the runbook never ran on the target before', async () => {
    const { body } = await paged();
    expect(body).toMatch(/^Now: still ALARM, read at \d\d:\d\d UTC\.$/m);
    expect(body).toMatch(/SEEN BEFORE\n {2}Never in the last 30 days/);
  });

  test('is that the alarm is OK this moment, which nothing has confirmed', async () => {
    const { body } = await paged(({ world }) => world.cloudwatch.set(alarmName, 'OK'));
    expect(body).toMatch(/^shop-5xx OK now, not confirmed, nothing tried, broken since /);
  });

  test('counts no run of its own incident, and those of others with their effect', async () => {
    const { body } = await paged((scene) => {
      const { id } = theIncident(scene.night).incident;
      const item = scene.world.dynamodb.all().find(({ sk }) => String(sk).startsWith('RUNS#'));
      const runs = { [id]: { at: scene.world.clock.now().toISOString() } };
      const earlier = { '20260227-0100-aaaaaaaa': { at: '2026-02-27T01:00:00.000Z', effect: 'healed' } };
      const Item = { ...item, runs: { ...runs, ...earlier } };
      return scene.world.clients.documents.send(new PutCommand({ TableName: places.table, Item }));
    });
    expect(body).toMatch(/SEEN BEFORE\n {2}Once in the last 30 days .* 1 healed by this runbook/);
  });

  test.each(['denied', 'error before'] as const)(
    'is left out where CloudWatch answers %s: the page says so, and is sent',
    async (how) => {
      const { body } = await paged(({ world }) =>
        world.wire.fail('cloudwatch', 'DescribeAlarms', how, { times: 99 }),
      );
      expect(body).toMatch(/^Now: not known: the alarm was not read\.$/m);
      expect(body).toMatch(/^shop-5xx state unknown, nothing tried, broken since /);
    },
  );

  test('is waited for two seconds, however long CloudWatch takes', async () => {
    const { body, took } = await paged(({ world }) => {
      const { latency } = world.wire;
      world.wire.latency = (call) => (call.command === 'DescribeAlarms' ? 9_999 : latency(call));
    });
    expect(body).toMatch(/^Now: not known/m);
    expect(took).toBeLessThan(4_000);
    expect(logged.join()).toContain('page says less');
  });
});
