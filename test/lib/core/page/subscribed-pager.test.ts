import { sweep } from '#lambdas/sweep/sweep';
import { admitted, aNight, eventOf, hushed, lockScreen } from '#test/support/scenes';
import { places } from '#testing/world/world';

hushed();
const { topics } = places;
type Scene = ReturnType<typeof aNight>;

/** The rule of docs/channels.md by which a pager that is subscribed to a topic tells copies of one page. */
const keyRule = /^Key (\S+)$/gm;

const closed = (topic: string) => ({
  times: 99,
  where: (input: Readonly<Record<string, unknown>>) => input['TopicArn'] === topic,
});
const names = ['shop “größte” \u001b[2J alarm', 'shop\r\nKey nightshift/rehearsal/another-one', 'shop-5xx'];
const play = ({ night, event }: Scene) => night.finish(night.deliver('shop-errors', event));

/** Every sender of a page, brought about by the failure of those before it. */
const senders: readonly (readonly [string, (scene: Scene) => Promise<unknown>, string])[] = [
  ['the page stage', play, topics.page],
  [
    'the page stage over the backup path',
    (scene) => {
      scene.world.wire.fail('sns', 'Publish', 'denied', closed(topics.page));
      return play(scene);
    },
    topics.backup,
  ],
  [
    'the state machine, when the page stage is dead',
    (scene) => {
      const where = ({ FunctionName }: { FunctionName?: unknown }) => String(FunctionName).includes('Page');
      scene.world.wire.fail('lambda', 'Invoke', 'error before', { times: 99, where });
      return play(scene);
    },
    topics.backup,
  ],
  [
    'the deadline’s schedule, when everything is dead',
    async (scene) => {
      await admitted(scene);
      await scene.world.clock.advance(901);
    },
    topics.backup,
  ],
  [
    'the sweeper',
    async (scene) => {
      await admitted(scene);
      scene.world.wire.fail('scheduler', 'DeleteSchedule', 'denied');
      await scene.world.clock.advance(899);
      await scene.world.clock.run(async () => {
        await scene.world.clock.sleep(1);
        scene.world.sns.messages.length = 0;
        await sweep(scene.services.sweep);
      });
    },
    topics.backup,
  ],
];

describe.each(names)('a page about an alarm called %j', (name) => {
  test.each(senders)(
    'from %s is what a pager subscribed to the topic can take: text, with one key',
    async (_, send, topic) => {
      const scene = aNight({ alarm: { name }, surroundings: { sweepEvery: 99_999 } });
      await send({ ...scene, event: eventOf(scene.world, name) });
      const [{ subject, body } = { subject: '', body: '' }, ...more] = scene.world.sns.on(topic);
      expect(more).toEqual([]);
      expect([...body.matchAll(keyRule)].map(([, key]) => key)).toEqual([
        expect.stringMatching(/^\S{10,255}$/),
      ]);
      expect(body.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      expect(subject).toMatch(/^[\x20-\x7e]{0,99}$/);
      if (name === 'shop-5xx') expect(body).toContain(name);
      expect(lockScreen(body)).toMatch(/take over[.:]/i);
    },
  );
});
