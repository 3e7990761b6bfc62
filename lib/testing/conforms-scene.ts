import type { Kit } from '#action/calls';
import { whyNever } from '#action/runner';
import { type Facts, type LeasedChange, wholeLook } from '#core/action/action-handler';
import { type AwsWith, changesOf, type KitWorld } from './world/aws/kit-world.ts';
import { places, World } from './world/world.ts';

/** The parameters of a case, and its world before the action looks. */
export interface Given<Parameters, Own = object> {
  readonly parameters: Parameters;
  /** Changes what the action's `world.ts` provides. @default - it stays as provided */
  readonly world?: (aws: AwsWith<Own>) => void;
}

/** A case: a change to the world before the action looks, and the parameters if they differ from the usual ones. */
export type Case<Parameters, Own = object> = ((aws: AwsWith<Own>) => void) | Given<Parameters, Own>;

export const place = { partition: 'aws', region: places.region, account: places.account };

/** A world with one action in it, set up for a case: look with `preflight`, act with `act`. */
export function scene<Parameters extends object, Snapshot, Pin extends Facts, Own extends object>(
  kit: Kit<Parameters, Snapshot, Pin>,
  part: KitWorld<Parameters, Own>,
  { parameters, world: given = () => {} }: Given<Parameters, Own>,
  leaseSeconds?: number,
) {
  const world = new World();
  const stage = { world, place, effect: () => {} };
  const built = part.build(stage);
  const { aws } = built;
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
    preflight: () => run(async () => wholeLook(await handler.preflight(asked, context))),
    progress: async (work: string) => {
      if (!handler.progress) throw new Error(`${kit.action.id} begins no work`);
      return handler.progress(work, asked);
    },
    act: (seen: unknown, until = context.until) => run(() => handler.act(asked, seen, { ...context, until })),
    /** How the action restores what it changed. @throws Error if it restores nothing */
    taking: (leased: LeasedChange) => {
      const { taking } = handler;
      if (!taking) throw new Error('It restores nothing.');
      const lease = { ...leased, id: context.attempt, since: world.clock.now().toISOString() };
      return {
        look: () => run(() => taking.look(asked, lease, context)),
        putBack: (until = context.until) => run(() => taking.putBack(asked, lease, { ...context, until })),
      };
    },
    never: () => run(() => whyNever(kit, aws.clients, parameters, world.clock.now())),
  };
}

/** A scene in which the action has looked and is ready to act. */
export async function looked<Parameters, Own>(a: Scene<Parameters, Own>) {
  const its = a();
  const look = await its.preflight();
  if (!('ready' in look)) throw new Error(look.refused);
  return { ...its, seen: look.seen };
}

/** Makes a scene of a case. */
export type Scene<Parameters, Own> = (
  given?: Case<Parameters, Own>,
) => ReturnType<typeof scene<Parameters & object, unknown, Facts, Own & object>>;

/** One sentence, as a person reads it. */
export const sentence = /^[A-Z].*\.$/;
