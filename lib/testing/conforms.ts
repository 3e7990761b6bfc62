import assert from 'node:assert/strict';
import type { Kit } from '#action/calls';
import { iamNameOf, type KitAction } from '#action/define';
import type { Facts } from '#core/action/action-handler';
import type { Reasons } from '#core/reasons/reason';
import { type Restores, takingBack } from './conforms-leases.ts';
import { type Case, looked, place, type Scene, scene, sentence } from './conforms-scene.ts';
import { type WorkCase, working } from './conforms-work.ts';
import type { DeclareTest } from './test-runbooks.ts';
import { type AwsWith, changesOf, type KitWorld } from './world/aws/kit-world.ts';
import type { Call } from './world/wire.ts';

/** What one action has to do, beyond what every action has to. */
export interface Conformance<Parameters, Own = object> {
  /** Parameters that it takes and acts on, in the world that its `world.ts` provides. */
  readonly parameters: Parameters;
  /** Checks the calls that it sent, and the state of the world afterward. */
  readonly does: (calls: readonly Call[], aws: AwsWith<Own>) => void;
  /** Cases in which it does not act now, by the reason's code. */
  readonly refuses: Readonly<Record<string, Case<Parameters, Own>>>;
  /** Cases in which it would not act at any hour, by the reason's code; the doctor finds them, too. */
  readonly never: Readonly<Record<string, Case<Parameters, Own>>>;
  /** What may happen between the look and the act, by description; the action must then change nothing. */
  readonly meanwhile: Readonly<
    Record<string, { readonly world: (aws: AwsWith<Own>) => void; readonly code: string }>
  >;
  /** If the action asks for it: how long its change may stay before a person is told, in seconds. @default - not given */
  readonly leaseSeconds?: number;
  /** For an action whose change is restored. @default - its change stays */
  readonly restores?: Restores<Own>;
  /** How its work may end, by description. @default - nothing goes on after its calls */
  readonly work?: Readonly<Record<string, WorkCase<Own>>>;
}

/**
 * Declares the tests that every action of the kit has to pass, from a table of what this one does.
 * @param test `test` of node:test, Vitest or Jest
 * @example
 * import test from 'node:test';
 * import { conforms } from 'nightshift/testing';
 *
 * conforms(test, kit, world, {
 *   parameters: { queue: 'orders' },
 *   does: (calls) => assert.equal(calls.length, 1),
 *   refuses: { empty: ({ sqs }) => sqs.setLength('orders', 0) },
 *   never: { 'no-such-queue': ({ sqs }) => sqs.remove('orders') },
 *   meanwhile: { 'the queue goes away': { world: ({ sqs }) => sqs.remove('orders'), code: 'no-such-queue' } },
 * });
 */
export function conforms<Parameters extends object, Snapshot, Pin extends Facts, Own extends object>(
  test: DeclareTest,
  kit: Kit<Parameters, Snapshot, Pin>,
  part: KitWorld<Parameters, Own>,
  table: Conformance<Parameters, Own>,
): void {
  const { action } = kit;
  const { parameters, restores } = table;
  const must = (name: string, run: () => Promise<void>) => test(`${action.id} ${name}`, run);
  const a = (given: Case<Parameters, Own> = () => {}) =>
    scene(kit, part, typeof given === 'function' ? { parameters, world: given } : given, table.leaseSeconds);

  declared(must, action, table);
  looking(must, a, table);
  acting(must, a, table, changesOf(kit));
  working(must, a, table.work ?? {}, kit);
  if (restores) takingBack(must, a, restores);
  else
    must('leaves nothing that has to be restored', async () => {
      assert.equal(action.leased, undefined);
    });
}

function declared<Parameters extends object, Own>(
  must: DeclareTest,
  action: KitAction<Parameters, Reasons>,
  { parameters, refuses, never }: Conformance<Parameters, Own>,
): void {
  must('takes its parameters, and no others', async () => {
    assert.equal(action.parameters.safeParse(parameters).success, true);
    const { error } = action.parameters.safeParse({ ...parameters, another: 1 });
    assert.match(error?.issues[0]?.message ?? '', /^another: not known here; expected /);
  });

  must('locks exactly what it names', async () => {
    const locks = [...action.targets(parameters, place), ...(action.parents?.(parameters, place) ?? [])];
    for (const arn of locks) assert.match(arn, /^arn:aws:[a-z0-9-]+:[^*?]+$/);
  });

  must('is granted what it declares and no more, and says why where that is wide', async () => {
    const calls = [...action.reads, ...action.changes, ...(action.onBehalf ?? [])];
    const names = calls.map((call) => iamNameOf(call, action.service));
    for (const { actions, resources, anyResourceBecause } of action.permissions(parameters, place)) {
      for (const granted of actions) assert.ok(names.includes(granted), `${granted} is not declared`);
      if (resources.some((resource) => resource.includes('*'))) assert.ok(anyResourceBecause);
    }
  });

  must('has a case for each of its reasons, and for no other', async () => {
    assert.deepEqual(Object.keys({ ...refuses, ...never }).sort(), Object.keys(action.reasons).sort());
  });
}

function looking<Parameters extends object, Own>(
  must: DeclareTest,
  a: Scene<Parameters, Own>,
  { refuses, never: atAnyHour }: Conformance<Parameters, Own>,
): void {
  must('looks, finds nothing against acting, and changes nothing', async () => {
    const { preflight, changes, never } = a();
    const look = await preflight();
    assert.partialDeepStrictEqual(look, { ready: true });
    assert.match('intends' in look ? look.intends : '', sentence);
    assert.equal(await never(), undefined);
    assert.deepEqual(changes(), []);
  });

  for (const [code, given] of Object.entries(refuses))
    must(`refuses: ${code}`, async () => {
      const { preflight, changes, never } = a(given);
      assert.partialDeepStrictEqual(await preflight(), { reason: { code } });
      assert.equal(await never(), undefined);
      assert.deepEqual(changes(), []);
    });

  for (const [code, given] of Object.entries(atAnyHour))
    must(`would refuse at any hour, and the doctor finds it: ${code}`, async () => {
      const { preflight, changes, never } = a(given);
      assert.partialDeepStrictEqual(await preflight(), { reason: { code } });
      assert.partialDeepStrictEqual(await never(), { reason: { code } });
      assert.deepEqual(changes(), []);
    });
}

function acting<Parameters extends object, Own>(
  must: DeclareTest,
  a: Scene<Parameters, Own>,
  { does, meanwhile }: Conformance<Parameters, Own>,
  changing: readonly string[],
): void {
  must('does what it is there for', async () => {
    const { act, seen, changes, aws, world } = await looked(a);
    const done = await act(seen);
    assert.match('did' in done ? done.did : `refused: ${done.refused}`, sentence);
    await world.clock.advance(600);
    does(changes(), aws);
  });

  for (const [what, { world, code }] of Object.entries(meanwhile))
    must(`changes nothing where meanwhile ${what}`, async () => {
      const { act, seen, changes, aws } = await looked(a);
      world(aws);
      assert.partialDeepStrictEqual(await act(seen), { reason: { code } });
      assert.deepEqual(changes(), []);
    });

  must('changes nothing when its own time is over', async () => {
    const { act, seen, changes } = await looked(a);
    const late = await act(seen, '2026-03-01T02:00:00.000Z');
    assert.partialDeepStrictEqual(late, { reason: { code: 'too-late' } });
    assert.deepEqual(changes(), []);
  });

  must('changes nothing when it cannot look again', async () => {
    const { act, seen, changes, world } = await looked(a);
    world.wire.plan(() => true, 'error before', { times: 99 });
    assert.partialDeepStrictEqual(await act(seen), { reason: { code: 'looking-failed' } });
    assert.deepEqual(changes(), []);
  });

  const isChange = ({ service, command }: Call) => changing.includes(`${service}.${command}`);

  must("takes AWS's definite no for a refusal", async () => {
    const { act, seen, world } = await looked(a);
    world.wire.plan(isChange, 'denied', { times: 99 });
    assert.partialDeepStrictEqual(await act(seen), { reason: { code: 'refused-by-aws' } });
  });

  must('takes a lost answer for what it is: unknown', async () => {
    const { act, seen, world } = await looked(a);
    world.wire.plan(isChange, 'error after', { times: 99 });
    await assert.rejects(async () => act(seen), /socket hang up/);
  });
}
