import type { Kit } from '#action/calls';
import { iamNameOf } from '#action/define';
import { whyNever } from '#action/runner';
import type { Facts, LeasedChange } from '#core/action/action-handler';
import { readWorkEnded } from '#core/action/work-kinds';
import { conformsTakingBack, type Restores } from './conforms-leases.ts';
import type { ActionWorld } from './world/action-world.ts';
import { type Aws, awsOn } from './world/aws/aws.ts';
import { changesOf } from './world/aws/kit-world.ts';
import type { Call } from './world/wire.ts';
import { places, World } from './world/world.ts';

/** The parameters of a case, and its world before a look. */
export interface Given<Parameters> {
  readonly parameters: Parameters;
  /** Changes what the action's `world.ts` provides. @default - everything is as it provides it */
  readonly world?: (aws: Aws) => void;
}

/** A case: the world before a look, and the parameters where they are others than usual. */
export type Case<Parameters> = ((aws: Aws) => void) | Given<Parameters>;

/** What an action has to do beyond what all of them have to. */
export interface Conformance<Parameters> {
  /** Parameters that it takes, and on which it acts in the world that its `world.ts` provides. */
  readonly parameters: Parameters;
  /** What it sent and what became of the world. */
  readonly does: (calls: readonly Call[], aws: Aws) => void;
  /** When it does not act now, by the reason's code. */
  readonly refuses: Readonly<Record<string, Case<Parameters>>>;
  /** When it would not act at any hour, by the reason's code; the doctor finds the same. */
  readonly never: Readonly<Record<string, Case<Parameters>>>;
  /** What may happen between the look and the act, so that nothing is changed; by what happens. */
  readonly meanwhile: Readonly<Record<string, { readonly world: (aws: Aws) => void; readonly code: string }>>;
  /** How long what it changes may stay before a person is told, where it asks for that, in seconds. @default - nobody says */
  readonly leaseSeconds?: number;
  /** Of an action whose changes are taken back. @default - what it changes stays */
  readonly restores?: Restores;
  /** How its work may end, by a description. @default - nothing goes on after its calls */
  readonly work?: Readonly<Record<string, WorkCase>>;
}

/** One way in which work may end. */
interface WorkCase {
  /** Changes the world before the action acts. */
  readonly world: (aws: Aws) => void;
  readonly state: 'succeeded' | 'failed';
  readonly said: string;
}

const place = { partition: 'aws', region: places.region, account: places.account };

/** One world with the action in it, as it is in a case. */
export function scene<Parameters extends object, Snapshot, Pin extends Facts>(
  kit: Kit<Parameters, Snapshot, Pin>,
  part: ActionWorld<Parameters>,
  { parameters, world: given = () => {} }: Given<Parameters>,
  leaseSeconds?: number,
) {
  const world = new World();
  const stage = { world, place, effect: () => {} };
  const built = part.build(stage);
  const aws = awsOn(stage);
  built.provide(parameters);
  given(aws);
  const changing = changesOf(kit);
  const { handler } = built.remedy;
  const asked = Object.fromEntries(Object.entries(parameters));
  const context = {
    now: world.clock.now,
    until: '2026-03-01T04:00:00.000Z',
    attempt: '20260301-0300-1a2b3c4d-1',
    ...(leaseSeconds === undefined ? {} : { leaseSeconds }),
  };
  const run = <T>(work: () => Promise<T>) => world.clock.run(work);
  return {
    world,
    aws,
    run,
    changes: () => world.wire.calls.filter((call) => changing.includes(`${call.service}.${call.command}`)),
    preflight: () => run(() => handler.preflight(asked, context)),
    progress: async (work: string) => {
      if (!handler.progress) throw new Error(`${kit.action.id} begins no work`);
      return handler.progress(work, asked);
    },
    act: (seen: unknown, until = context.until) => run(() => handler.act(asked, seen, { ...context, until })),
    /** How it takes back what it changed. @throws Error where it does not */
    taking: (leased: LeasedChange) => {
      const { taking } = handler;
      if (!taking) throw new Error('It takes nothing back.');
      const lease = { ...leased, id: context.attempt, since: world.clock.now().toISOString() };
      return {
        look: () => run(() => taking.look(asked, lease, context)),
        putBack: (until = context.until) => run(() => taking.putBack(asked, lease, { ...context, until })),
      };
    },
    never: () => run(() => whyNever(kit, aws.clients, parameters, world.clock.now())),
  };
}

/** The standard tests of an action of the kit, from a table: what every action has to do, and what this one does. */
export function conforms<Parameters extends object, Snapshot, Pin extends Facts>(
  kit: Kit<Parameters, Snapshot, Pin>,
  part: ActionWorld<Parameters>,
  table: Conformance<Parameters>,
): void {
  const { action } = kit;
  const { parameters, does } = table;
  const a = (given: Case<Parameters> = () => {}) =>
    scene(kit, part, typeof given === 'function' ? { parameters, world: given } : given, table.leaseSeconds);

  describe(`${action.id}: what it is`, () => {
    test('takes its parameters, and no others', () => {
      expect(action.parameters.safeParse(parameters).success).toBe(true);
      expect(action.parameters.safeParse({ ...parameters, another: 1 }).error?.issues[0]?.message).toMatch(
        /^another: not known here; expected /,
      );
    });

    test('locks exactly what it names', () => {
      for (const arn of [
        ...action.targets(parameters, place),
        ...(action.parents?.(parameters, place) ?? []),
      ])
        expect(arn).toMatch(/^arn:aws:[a-z0-9-]+:[^*?]+$/);
    });

    test('is granted what it declares and no more, and says why where that is wide', () => {
      const permissions = action.permissions(parameters, place);
      const declared = [...action.reads, ...action.changes, ...(action.onBehalf ?? [])];
      const names = declared.map((call) => iamNameOf(call, action.service));
      for (const { actions, resources, anyResourceBecause } of permissions) {
        for (const granted of actions) expect(names).toContain(granted);
        if (resources.some((resource) => resource.includes('*'))) expect(anyResourceBecause).toBeTruthy();
      }
    });

    test('has a case for each of its reasons, and for no other', () => {
      const codes = Object.keys({ ...table.refuses, ...table.never });
      expect(codes.sort()).toEqual(Object.keys(action.reasons).sort());
    });
  });

  describe(`${action.id}: looking`, () => {
    test('finds nothing against acting, and changes nothing', async () => {
      const { preflight, changes, never } = a();
      expect(await preflight()).toMatchObject({ ready: true, intends: expect.stringMatching(/^[A-Z].*\.$/) });
      expect(await never()).toBeUndefined();
      expect(changes()).toEqual([]);
    });

    test.each(Object.entries(table.refuses))('refuses: %s', async (code, given) => {
      const { preflight, changes, never } = a(given);
      expect(await preflight()).toMatchObject({ reason: { code }, refused: expect.any(String) });
      expect(await never()).toBeUndefined();
      expect(changes()).toEqual([]);
    });

    test.each(Object.entries(table.never))(
      'would refuse at any hour, and the doctor finds it: %s',
      async (code, given) => {
        const { preflight, changes, never } = a(given);
        expect(await preflight()).toMatchObject({ reason: { code } });
        expect(await never()).toMatchObject({ reason: { code } });
        expect(changes()).toEqual([]);
      },
    );
  });

  const { restores } = table;
  if (restores) conformsTakingBack(action.id, () => a(), restores);
  else
    test(`${action.id}: leaves nothing that has to be taken back`, () =>
      expect(action.leased).toBeUndefined());

  describe(`${action.id}: acting`, () => {
    /** A scene that has looked. */
    const looked = async () => {
      const its = a();
      const look = await its.preflight();
      if (!('ready' in look)) throw new Error(look.refused);
      return { ...its, seen: look.seen };
    };

    test('does what it is there for', async () => {
      const { act, seen, changes, aws, world } = await looked();
      expect(await act(seen)).toMatchObject({ did: expect.stringMatching(/^[A-Z].*\.$/) });
      await world.clock.advance(600);
      does(changes(), aws);
    });

    test('has a case for each end of its work, if it begins any', () => {
      const ends = new Set(Object.values(table.work ?? {}).map(({ state }) => state));
      expect([...ends].sort()).toEqual(kit.calls.progress ? ['failed', 'succeeded'] : []);
      expect(action.work !== undefined).toBe(kit.calls.progress !== undefined);
    });

    for (const [name, { world: given, state, said }] of Object.entries(table.work ?? {}))
      test(`tells what became of its work, and by which event: ${name}`, async () => {
        const { act, seen, aws, world, run, progress } = await looked();
        given(aws);
        const events: object[] = [];
        world.onWorkEnded = (event) => events.push(event);
        const done = await act(seen);
        const work = ('did' in done && done.work) || 'none';
        expect(await run(() => progress(work))).toMatchObject({ state: 'running' });
        expect(events).toEqual([]);
        await world.clock.advance(600);
        expect(await run(() => progress(work))).toEqual({ state, said });
        expect(events.map((event) => action.work && readWorkEnded(action.work.kind, event))).toMatchObject([
          { work, state },
        ]);
      });

    test.each(Object.entries(table.meanwhile))(
      'changes nothing where meanwhile %s',
      async (_, { world, code }) => {
        const { act, seen, changes, aws } = await looked();
        world(aws);
        expect(await act(seen)).toMatchObject({ reason: { code } });
        expect(changes()).toEqual([]);
      },
    );

    test('changes nothing when its own time is over', async () => {
      const { act, seen, changes } = await looked();
      expect(await act(seen, '2026-03-01T02:00:00.000Z')).toMatchObject({ reason: { code: 'too-late' } });
      expect(changes()).toEqual([]);
    });

    test('changes nothing when it cannot look again', async () => {
      const { act, seen, changes, world } = await looked();
      world.wire.plan(() => true, 'error before', { times: 99 });
      expect(await act(seen)).toMatchObject({ reason: { code: 'looking-failed' } });
      expect(changes()).toEqual([]);
    });

    test("takes AWS's definite no for a refusal, and a lost answer for what it is: unknown", async () => {
      const [no, lost] = [await looked(), await looked()];
      for (const [its, failure] of [
        [no, 'denied'],
        [lost, 'error after'],
      ] as const) {
        const changing = new Set(changesOf(kit));
        its.world.wire.plan(({ service, command }) => changing.has(`${service}.${command}`), failure, {
          times: 99,
        });
      }
      expect(await no.act(no.seen)).toMatchObject({ reason: { code: 'refused-by-aws' } });
      await expect(lost.act(lost.seen)).rejects.toThrow('socket hang up');
    });
  });
}
