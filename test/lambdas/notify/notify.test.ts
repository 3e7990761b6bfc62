import type { Path } from '#channel/channels';
import type { Page } from '#core/page/message';
import { publish } from '#core/page/publish';
import { NoticeEvent } from '#lambdas/notify/contract';
import { notify } from '#lambdas/notify/notify';
import { aPage } from '#test/support/receiver';
import { hushed } from '#test/support/scenes';
import { places, World } from '#testing/world/world';

const logged = hushed();
const broken: Path = async () => {
  throw new Error('Slack is down');
};

/** The event in which SNS hands over what was published. */
async function eventOf(page: Page) {
  const world = new World();
  await publish(world.clients.sns, places.topics.notice, page);
  const [call] = world.wire.calls;
  const { Subject, MessageAttributes = {} } = (call?.input ?? {}) as {
    readonly Subject?: string;
    readonly MessageAttributes?: Record<string, { DataType: string; StringValue: string }>;
  };
  // To a Lambda, SNS hands the text for everybody.
  const Message = world.sns.messages[0]?.body;
  const attributes = Object.entries(MessageAttributes).map(([name, { DataType, StringValue }]) => [
    name,
    { Type: DataType, Value: StringValue },
  ]);
  const Sns = { Type: 'Notification', Subject, Message, MessageAttributes: Object.fromEntries(attributes) };
  return NoticeEvent.parse({ Records: [{ EventSource: 'aws:sns', Sns }] });
}

/** Hands one notice over; what each path was told. */
async function handed(page: Page, channels: Record<string, Record<string, Path>>) {
  const told: Page[] = [];
  const everybody: Path = async (message) => void told.push(message);
  const outcome = await notify(await eventOf(page), { channels, everybody });
  return { outcome, told };
}

describe('a notice', () => {
  test('reaches each channel of the owner whom it concerns, word for word, and nobody else', async () => {
    const heard: Record<string, Page[]> = { first: [], second: [], other: [] };
    const into =
      (name: string): Path =>
      async (page) =>
        void heard[name]?.push(page);
    const channels = {
      'team-shop': { first: into('first'), second: into('second') },
      'team-other': { other: into('other') },
    };
    const { told } = await handed(aPage, channels);
    const { subject, body, deduplicationKey, owner } = aPage;
    expect(heard).toEqual({
      first: [{ subject, body, deduplicationKey, owner }],
      second: [{ subject, body, deduplicationKey, owner }],
      other: [],
    });
    expect(told).toEqual([]);
  });

  test('that one channel does not accept is heard over the other; the log says which', async () => {
    const { told } = await handed(aPage, { 'team-shop': { broken, works: async () => {} } });
    expect(told).toEqual([]);
    expect(logged.join()).toContain('"channel":"broken"');
  });

  test.each([
    ['no channel accepts', { 'team-shop': { broken } }],
    ['of an owner without channels', {}],
  ])(
    '%s goes to the other subscribers, without an owner, so that it does not come back',
    async (_, channels) => {
      const { told } = await handed(aPage, channels);
      const { subject, body, deduplicationKey } = aPage;
      expect(told).toEqual([{ subject, body, deduplicationKey }]);
    },
  );

  test('that nobody takes fails, so that SNS delivers it again', async () => {
    const event = await eventOf(aPage);
    await expect(notify(event, { channels: {}, everybody: broken })).rejects.toThrow('Slack is down');
  });

  test('of an owner called like a property of every object is nothing special', async () => {
    const { told } = await handed({ ...aPage, owner: 'constructor' }, {});
    expect(told).toHaveLength(1);
  });
});
