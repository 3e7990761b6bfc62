import { describe, expect, test } from 'vitest';
import { keyOfChange } from '#core/page/key';
import type { Call } from '#testing/world/wire';
import { places } from '#testing/world/world';
import { alarmName, aNight, eventOf, hushed, lockScreen } from '../support/scenes.ts';

hushed();

const { page, backup } = places.topics;

const publishes = (topic: string) => (call: Call) =>
  call.command === 'Publish' && call.input['TopicArn'] === topic;
const saying = (text: string) => (call: Call) =>
  call.command === 'Publish' && String(call.input['Message']).includes(text);
const by = (name: string) => (call: Call) => call.by?.name.startsWith(name) ?? false;

/** Who sends a page, and how what it sends is known. */
const paths = {
  channel: publishes(page),
  pagerOverBackup: (call: Call) => by('PageFunctionArn')(call) && publishes(backup)(call),
  stateMachine: saying('could not send its page'),
  deadline: saying('Nightshift gave no verdict'),
  sweeper: (call: Call) => (by('sweep')(call) || by('execution-ended')(call)) && publishes(backup)(call),
} as const;
type Path = keyof typeof paths;

/** A night that nothing heals, with only these paths left. */
async function paged(left: readonly Path[], also: (call: Call) => boolean = () => false) {
  const scene = aNight();
  const closed = (Object.keys(paths) as Path[]).filter((path) => !left.includes(path));
  const isClosed = (call: Call) => closed.some((path) => paths[path](call)) || also(call);
  scene.world.wire.plan(isClosed, 'error before', { times: 1e6 });
  const event = eventOf(scene.world);
  const running = scene.night.deliver('shop-errors', event);
  await scene.world.clock.run(() => running.ended);
  await scene.world.clock.advance(1_200);
  return {
    ...scene,
    messages: scene.world.sns.messages.filter(({ topic }) => topic === page || topic === backup),
  };
}

describe('where one path to a person is left, a person is asked over that one', () => {
  test.each([
    ['the pager’s channel', ['channel'], page],
    ['the pager’s backup path, its channels being down', ['pagerOverBackup'], backup],
    ['the state machine itself, the pager failing', ['stateMachine'], backup],
    ['the page deadline, by Scheduler and no code of ours', ['deadline'], backup],
    ['the sweeper', ['sweeper'], backup],
  ] as const)('%s', async (_, left, topic) => {
    const { messages, world } = await paged(left);
    expect(messages.length).toBeGreaterThan(0);
    const arn = world.cloudwatch.arnOf(alarmName);
    const key = keyOfChange(places.environment, arn, '2026-03-01T03:00:00.000Z');
    for (const message of messages) {
      expect(message.topic).toBe(topic);
      expect(lockScreen(message.body)).toContain(alarmName);
      expect(lockScreen(message.body)).toMatch(/take over/i);
      expect(message.body).toContain(`Key ${key}`);
    }
  });

  test('a pager that crashes leaves it to the state machine', async () => {
    const scene = aNight();
    scene.world.wire.plan(by('PageFunctionArn'), 'crash before', { times: 1e6 });
    await scene.world.clock.run(() => scene.night.deliver('shop-errors', eventOf(scene.world)).ended);
    expect(scene.world.sns.on(backup)[0]?.body).toContain('could not send its page');
  });
});
