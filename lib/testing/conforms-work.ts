import assert from 'node:assert/strict';
import type { Kit } from '#action/calls';
import type { Facts } from '#core/action/action-handler';
import { readWorkEnded } from '#core/action/work-kinds';
import { looked, type Scene } from './conforms-scene.ts';
import type { DeclareTest } from './test-runbooks.ts';
import type { AwsWith } from './world/aws/kit-world.ts';

/** One way in which work may end. */
export interface WorkCase<Own> {
  /** Changes the world before the action acts. */
  readonly world: (aws: AwsWith<Own>) => void;
  readonly state: 'succeeded' | 'failed';
  readonly said: string;
}

/** Declares the tests of how an action's work ends, if it goes on after the action's calls. */
export function working<Parameters extends object, Snapshot, Pin extends Facts, Own>(
  must: DeclareTest,
  a: Scene<Parameters, Own>,
  cases: Readonly<Record<string, WorkCase<Own>>>,
  { action, calls }: Kit<Parameters, Snapshot, Pin>,
): void {
  must('has a case for each end of its work, if it begins any', async () => {
    const ends = new Set(Object.values(cases).map(({ state }) => state));
    assert.deepEqual([...ends].sort(), calls.progress ? ['failed', 'succeeded'] : []);
    assert.equal(action.work !== undefined, calls.progress !== undefined);
  });

  for (const [name, { world: given, state, said }] of Object.entries(cases))
    must(`tells what became of its work, and by which event: ${name}`, async () => {
      const { act, seen, aws, world, run, progress } = await looked(a);
      given(aws);
      const events: object[] = [];
      world.onWorkEnded = (event) => events.push(event);
      const done = await act(seen);
      const work = ('did' in done && done.work) || 'none';
      assert.partialDeepStrictEqual(await run(() => progress(work)), { state: 'running' });
      assert.deepEqual(events, []);
      await world.clock.advance(600);
      assert.deepEqual(await run(() => progress(work)), { state, said });
      const ended = events.map((event) => action.work && readWorkEnded(action.work.kind, event));
      assert.equal(ended.length, 1);
      assert.partialDeepStrictEqual(ended[0] ?? {}, { work, state });
    });
}
