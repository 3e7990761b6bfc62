import assert from 'node:assert/strict';
import type { Facts } from '#core/action/action-handler';
import { type Scene, sentence } from './conforms-scene.ts';
import type { DeclareTest } from './test-runbooks.ts';
import type { AwsWith } from './world/aws/kit-world.ts';
import type { Call } from './world/wire.ts';

/** What an action that restores its change has to do. */
export interface Restores<Own = object> {
  /** Checks the calls that restoring sent, and the state of the world afterward. */
  readonly does: (calls: readonly Call[], aws: AwsWith<Own>) => void;
  /** What someone else may do to the target meanwhile, by description; after that, it must be left alone. */
  readonly strangers: Readonly<Record<string, (aws: AwsWith<Own>) => void>>;
  /** Someone else puts it back. */
  readonly putBackByOthers: (aws: AwsWith<Own>) => void;
  /** The target goes away. */
  readonly gone: (aws: AwsWith<Own>) => void;
}

/** Declares the tests for every action that restores its change: rule 16 of `docs/architecture.md`. */
export function takingBack<Parameters, Own>(
  must: DeclareTest,
  a: Scene<Parameters, Own>,
  { does, strangers, putBackByOthers, gone }: Restores<Own>,
): void {
  /** A scene in which the action has acted, with the values that its lease would hold. */
  const acted = async () => {
    const its = a();
    const look = await its.preflight();
    if (!('ready' in look) || !look.leased) throw new Error('It does not look as if it leases its change.');
    const taking = its.taking(look.leased);
    const before = await taking.look();
    await its.act(look.seen);
    await its.world.clock.advance(600);
    return { ...its, ...taking, leased: look.leased, before, sent: its.changes().length };
  };

  must(
    'knows before it acts what is there, what it is going to write, and how people call that',
    async () => {
      const { leased, before, look } = await acted();
      assert.ok(has(before, leased.before));
      assert.ok(has(await look(), leased.wrote));
      assert.ok(!has(await look(), leased.before));
      for (const words of [leased.subject, leased.changed, leased.back]) assert.match(words, /^[a-z][^.]*$/);
    },
  );

  must('puts back what was there', async () => {
    const { putBack, look, leased, changes, sent, aws, world } = await acted();
    const done = await putBack();
    assert.match('did' in done ? done.did : `refused: ${done.refused}`, sentence);
    await world.clock.advance(600);
    assert.ok(has(await look(), leased.before));
    assert.ok(!has(await look(), leased.wrote));
    does(changes().slice(sent), aws);
  });

  // There are none if the target has only two states: then a stranger can only put it back.
  for (const [name, change] of Object.entries(strangers))
    must(`does not take for its own what others changed: ${name}`, async () => {
      const { look, leased, aws } = await acted();
      change(aws);
      assert.ok(!has(await look(), leased.wrote));
      assert.ok(!has(await look(), leased.before));
    });

  must('knows when others have put it back, and when it is gone', async () => {
    const [back, away] = [await acted(), await acted()];
    putBackByOthers(back.aws);
    assert.ok(has(await back.look(), back.leased.before));
    assert.ok(!has(await back.look(), back.leased.wrote));
    gone(away.aws);
    assert.equal(await away.look(), undefined);
  });

  must('looks at what it would restore, and changes nothing', async () => {
    const { look, changes, sent } = await acted();
    await look();
    assert.equal(changes().length, sent);
  });

  must('puts nothing back when its own time is over', async () => {
    const { putBack, changes, sent } = await acted();
    assert.partialDeepStrictEqual(await putBack('2026-03-01T02:00:00.000Z'), {
      reason: { code: 'too-late' },
    });
    assert.equal(changes().length, sent);
  });
}

/** Whether everything expected is there; anything else doesn't matter. */
const has = (found: Facts | undefined, expected: Facts): boolean =>
  found !== undefined &&
  Object.entries(expected).every(([name, value]) => JSON.stringify(found[name]) === JSON.stringify(value));
