import { hushed } from '#test/support/scenes';
import { anyStory, drawn } from '#verification/prove/arbitrary';
import { outagesOf } from '#verification/prove/judge/outages';
import { modeAt, modesIn } from '#verification/prove/judge/switches';
import { playStory } from '#verification/prove/play';
import type { Change, Player } from '#verification/prove/stage';
import type { Story } from '#verification/prove/story';
import { phonesAreDead } from './world-mutants.ts';

hushed();

const alarm = (name: string, target: string, holdForSeconds = 60): Player =>
  ({
    arn: name,
    alarm: { name },
    targets: [[target]],
    places: [[target]],
    runbook: { id: name, mode: 'auto', recovered: { holdForSeconds } },
  }) as unknown as Player;

const change = (player: Player, state: Change['state'], seconds: number): Change => ({
  ...{ player, arn: player.arn, name: player.arn, state },
  at: new Date(seconds * 1000),
});

/** Outages in seconds, by who is in them. */
const spans = (players: Player[], changes: Change[]) =>
  outagesOf({ players, changes, done: [] }).map(({ players: its, from, to }) => [
    its.map(({ arn }) => arn).join('+'),
    from / 1000,
    to / 1000,
  ]);

describe('an outage', () => {
  const a = alarm('a', 'shop');
  const b = alarm('b', 'shop');
  const c = alarm('c', 'cache');

  test('ends when OK has held, and a flap before that belongs to it', () => {
    const flaps = [
      change(a, 'ALARM', 100),
      change(a, 'OK', 200),
      change(a, 'ALARM', 230),
      change(a, 'OK', 300),
    ];
    expect(spans([a], flaps)).toEqual([['a', 100, 360]]);
    const apart = [change(a, 'ALARM', 100), change(a, 'OK', 200), change(a, 'ALARM', 260)];
    expect(spans([a], apart)).toEqual([
      ['a', 100, 260],
      ['a', 260, Number.POSITIVE_INFINITY],
    ]);
  });

  test('is that of every alarm on the same target, and of no other', () => {
    const all = [
      change(a, 'ALARM', 100),
      change(b, 'ALARM', 150),
      change(c, 'ALARM', 160),
      change(a, 'OK', 200),
    ];
    expect(spans([a, b, c], [...all, change(b, 'OK', 400)])).toEqual([
      ['a+b', 100, 460],
      ['c', 160, Number.POSITIVE_INFINITY],
    ]);
  });
});

test('a mode is what people have done to it, from when they may have until they certainly have', () => {
  const player = alarm('a', 'shop');
  const done = [
    { does: 'off', player, from: 1_000, to: 2_000, done: true },
    { does: 'clear', player, from: 5_000, to: 6_000, done: true },
    { does: 'watch', player, from: 7_000, to: 7_500, done: false },
  ] as const;
  const switched = { done: [...done] };
  expect([
    modeAt(player, 1_500, switched),
    modeAt(player, 2_000, switched),
    modeAt(player, 9_000, switched),
  ]).toEqual(['auto', 'off', 'auto']);
  expect(modesIn(player, 1_500, 1_600, switched)).toEqual(new Set(['auto', 'off']));
  expect(modesIn(player, 3_000, 4_000, switched)).toEqual(new Set(['off']));
});

const pages: Story = { parts: [{ runbook: { steps: ['restart'] }, healsAt: 0 }], happenings: [], seed: 1 };

test('an engine that believes in a page that no phone shows is silent, and lies', async () => {
  const { violations } = await playStory(pages, phonesAreDead);
  expect(violations.map(({ rule }) => rule)).toEqual(
    expect.arrayContaining(['told in time', 'told means told', 'an escalation is told']),
  );
});

test('looks at nothing that are left out change nothing', async () => {
  for (let number = 1; number <= 6; number++) {
    const story = { ...drawn(anyStory([]), number), happenings: [] };
    const { violations, verdicts } = await playStory(story);
    // A point that never comes, of the sweeper: where one is named, every look is made.
    const all = await playStory({ ...story, happenings: [{ at: 'sweep.read#99999', fault: 'throttle' }] });
    expect([all.violations, all.verdicts]).toEqual([violations, verdicts]);
  }
});
