import { byHand } from '#define/index';
import { hushed } from '#test/support/scenes';
import { places } from '#testing/world/world';
import { atTheTerminal, drills, type Given } from './drill-scene.ts';

hushed();

test('says what happens, and that the runbook is proven', async () => {
  const its = await atTheTerminal();
  const { text, exitStatus } = await its.type('--why', 'before the sale');
  expect(exitStatus).toBe(0);
  expect(text).toContain('Proven');
  expect(
    its.said.map((line) =>
      line.replace(/\d{8}-\d{4}-[0-9a-f]{8}/g, 'ID').replace(/\d\d:\d\d:\d\d UTC/g, 'TIME'),
    ),
  ).toEqual([
    expect.stringMatching(/^drill-ID: broken: a port of its tasks answers nobody/),
    'web-errors is in ALARM',
    'incident ID: it acts',
    expect.stringMatching(/^1\. Restart ECS tasks: done: /),
    'web-errors is in OK',
    expect.stringMatching(/^healed: recovered after Restart ECS tasks/),
  ]);
  expect(its.service.isBroken).toBe(false);
});

test('answers in JSON, with the reason as a code', async () => {
  const its = await atTheTerminal({ healsAt: undefined });
  const { text, exitStatus } = await its.type('--json');
  expect(exitStatus).toBe(1);
  expect(JSON.parse(text)).toMatchObject({
    verdict: 'not-proven',
    reason: { code: 'drill-not-healed' },
    by: 'maya',
    file: null,
  });
});

test('ends the fault first when somebody presses Ctrl-C, and says that it is stopped', async () => {
  const its = await atTheTerminal({ healsAt: undefined });
  its.world.clock.after(150, () => its.press());
  const { text, exitStatus } = await its.type();
  expect([exitStatus, text]).toEqual([1, expect.stringContaining('Stopped')]);
  expect(its.service.changes.map(({ broken }) => broken)).toEqual([true, false]);
  await its.world.clock.advance(3_600);
  expect(its.world.sns.messages.filter(({ topic }) => topic !== places.topics.notice)).toEqual([]);
});

test.each<[string, Given, string]>([
  ['an environment without drills', { declared: { name: 'staging' } }, 'declares no drill of web-hung'],
  [
    'production, without a reason',
    { declared: { name: 'production', drills } },
    'is a production environment',
  ],
  ['an injector that refuses', { refuses: true }, 'could not be injected'],
])('breaks nothing in %s', async (_what, given, expected) => {
  const its = await atTheTerminal(given);
  await expect(its.type()).rejects.toThrow(expected);
  expect(its.service.changes).toEqual([]);
});

test('says what a person has to break, where a person does', async () => {
  const own = {
    ...drills,
    runbooks: { 'web-hung': { alarm: 'web-errors', fault: byHand('deploy web:41') } },
  };
  const its = await atTheTerminal({ declared: { name: 'staging', drills: own } });
  its.world.clock.after(30, () => its.service.break());
  expect((await its.type()).text).toContain('Proven');
  expect(its.said[0]).toContain('break it now: deploy web:41');
});

test('a control has nothing to record', async () => {
  const its = await atTheTerminal();
  await expect(its.type('--control', '--record')).rejects.toThrow('A control proves nothing');
});
