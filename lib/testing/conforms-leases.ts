import type { Facts } from '#core/action/action-handler';
import type { scene } from './conforms.ts';
import type { Aws } from './world/aws/aws.ts';
import type { Call } from './world/wire.ts';

/** What an action has to do that takes its change back. */
export interface Restores {
  /** What taking back sent, and what became of the world. */
  readonly does: (calls: readonly Call[], aws: Aws) => void;
  /** What somebody else may do to it meanwhile, by what happens: nobody then touches it. */
  readonly strangers: Readonly<Record<string, (aws: Aws) => void>>;
  /** Somebody else puts it back. */
  readonly putBackByOthers: (aws: Aws) => void;
  /** The target goes away. */
  readonly gone: (aws: Aws) => void;
}

/** What every action has to do that takes its change back: rule 16. */
export function conformsTakingBack(
  id: string,
  a: () => ReturnType<typeof scene>,
  { does, strangers, putBackByOthers, gone }: Restores,
): void {
  /** A scene in which it has acted, with the values that its lease would hold. */
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
  const has = (expected: Facts) => expect.objectContaining(expected);

  describe(`${id}: taking back`, () => {
    test('knows before it acts what is there, what it is going to write, and how people call that', async () => {
      const { leased, before, look } = await acted();
      expect(before).toEqual(has(leased.before));
      expect(await look()).toEqual(has(leased.wrote));
      expect(await look()).not.toEqual(has(leased.before));
      for (const words of [leased.subject, leased.changed, leased.back])
        expect(words).toMatch(/^[a-z][^.]*$/);
    });

    test('puts back what was there', async () => {
      const { putBack, look, leased, changes, sent, aws, world } = await acted();
      expect(await putBack()).toMatchObject({ did: expect.stringMatching(/^[A-Z].*\.$/) });
      await world.clock.advance(600);
      expect(await look()).toEqual(has(leased.before));
      expect(await look()).not.toEqual(has(leased.wrote));
      does(changes().slice(sent), aws);
    });

    // Two states may be all that there are.
    for (const [name, change] of Object.entries(strangers))
      test(`does not take for its own what others changed: ${name}`, async () => {
        const { look, leased, aws } = await acted();
        change(aws);
        expect(await look()).not.toEqual(has(leased.wrote));
        expect(await look()).not.toEqual(has(leased.before));
      });

    test('knows when others have put it back, and when it is gone', async () => {
      const [back, away] = [await acted(), await acted()];
      putBackByOthers(back.aws);
      expect(await back.look()).toEqual(has(back.leased.before));
      expect(await back.look()).not.toEqual(has(back.leased.wrote));
      gone(away.aws);
      expect(await away.look()).toBeUndefined();
    });

    test('looking changes nothing', async () => {
      const { look, changes, sent } = await acted();
      await look();
      expect(changes()).toHaveLength(sent);
    });

    test('puts nothing back when its own time is over', async () => {
      const { putBack, changes, sent } = await acted();
      expect(await putBack('2026-03-01T02:00:00.000Z')).toMatchObject({ reason: { code: 'too-late' } });
      expect(changes()).toHaveLength(sent);
    });
  });
}
