import type { EnvironmentSpec, RunbookSpec } from '#define/index';
import type { Values } from '#define/values';
import { ImpossibleFault, type RehearseOptions, rehearse, type Scene, stepFaults } from '#testing/rehearse';
import { alarmEvent } from '#testing/run';
import { anyStory, drawn } from '#verification/prove/arbitrary';
import { playStory } from '#verification/prove/play';
import { situations } from '#verification/prove/situations';
import { verifyFunction } from '#workflow/substitutions';
import type { Recorder } from './recorder.ts';

/** How many of the proof's drawn stories are played, each with a fault, besides its situations. */
const storyCount = 30;

/** From a service's repair to the end of everything about it, in seconds. */
const untilResolved = 900;

const startsNothing = 'the event is lost, and so is the reconciler at first';

/** What is done to the engine itself, by name. */
const disturbances: Readonly<Record<string, (scene: Scene) => unknown>> = {
  'the page function fails': ({ world }) => failFunction(world.wire, 'PageFunctionArn'),
  'every function fails': ({ world }) => failFunction(world.wire, ''),
  'every function fails, and so does the topic': ({ world }) => {
    failFunction(world.wire, '');
    world.wire.fail('sns', 'Publish', 'error before', { times: 99 });
  },
  'Lambda has trouble once': ({ world }) => world.wire.fail('lambda', 'Invoke', 'throttle', { after: 1 }),
  'Lambda has trouble for as long as it is asked again': ({ world }) =>
    world.wire.fail('lambda', 'Invoke', 'throttle', { after: 1, times: 4 }),
  'admit ends by its timeout': ({ world }) =>
    world.wire.fail('dynamodb', 'TransactWrite', 'crash before', { times: 9 }),
  'the alarm is OK again by itself': ({ service }) => service.heal(90),
  'the event comes twice': ({ night }) => night.events.disturb('ALARM', 1, 'twice'),
  // Of another alarm: one paged for a letter no longer starts a runbook.
  "another alarm's event cannot be delivered": ({ world, night }) => {
    const name = 'another-alarm';
    const event = alarmEvent({
      arn: world.cloudwatch.arnOf(name),
      name,
      state: 'ALARM',
      at: world.clock.now(),
    });
    const letter = { messageId: 'letter', body: JSON.stringify(event), messageAttributes: {} };
    world.clock.after(60, () => night.beside('dead-letters', { Records: [letter] }));
  },
  'the table answers nobody': ({ world }) =>
    world.wire.plan(({ service, by }) => service === 'dynamodb' && by !== undefined, 'error before', {
      times: Number.POSITIVE_INFINITY,
    }),
  'somebody stops the execution while recovery is waited for': stopsWhileWaiting,
  'somebody stops the execution, and the event of that cannot be delivered': (scene) => {
    scene.night.events.disturb('ENDED', 1, { givenUp: 300 });
    stopsWhileWaiting(scene);
  },
  // A person is asked to take over, and no runbook is started.
  [startsNothing]: ({ night, world }) => {
    night.events.disturb('ALARM', 1, 'lost');
    world.wire.fail('step-functions', 'StartExecution', 'error before');
  },
  'the event is lost': ({ night }) => night.events.disturb('ALARM', 1, 'lost'),
  'the OK is lost': ({ night }) => night.events.disturb('OK', 1, 'lost'),
};

function stopsWhileWaiting({ night, world }: Scene): void {
  world.wire.beforeEach = ({ by }) => {
    if (by?.function !== verifyFunction) return;
    world.clock.after(5, () => {
      for (const { abort } of night.running.values()) abort();
    });
  };
}

type Wire = Scene['world']['wire'];
const failFunction = (wire: Wire, name: string) => {
  const where = ({ FunctionName }: { readonly FunctionName?: unknown }) =>
    String(FunctionName).endsWith(name);
  wire.fail('lambda', 'Invoke', 'error before', { where, times: 99 });
};

/** Longest time from the alarm's OK until a runbook restores a change, in seconds. */
const restoresAfter = ({ steps }: RunbookSpec): number =>
  Math.max(0, ...steps.map(({ restoreAfter }) => restoreAfter?.seconds ?? 0));

/** Every way in which a runbook is rehearsed. */
function* waysOf(spec: RunbookSpec): Generator<readonly [string, RehearseOptions]> {
  const steps = spec.steps.map((_, index) => index + 1);
  for (const mode of ['auto', 'approve', 'watch'] as const) {
    yield [mode, { mode }];
    for (const approves of mode === 'approve' ? [true, false] : [true]) {
      const said = { mode, approves };
      yield [`${mode}, approves ${approves}`, said];
      for (const healsAt of steps) yield [`${mode}, ${approves}, healed by ${healsAt}`, { ...said, healsAt }];
    }
    for (const step of steps)
      for (const fault of stepFaults)
        yield [`${mode}, ${fault} at ${step}`, { mode, approves: true, faults: { [step]: fault } }];
  }
  for (const [name, arrange] of Object.entries(disturbances))
    yield [name, { mode: 'auto', healsAt: 1, arrange: (scene) => void arrange(scene) }];
}

/** Rehearses every runbook in every mode, with every fault of its steps and of the engine. */
export async function rehearseAll(
  recorder: Recorder,
  specs: readonly RunbookSpec[],
  environment: EnvironmentSpec,
): Promise<number> {
  const surroundings = { channels: environment.channels ?? [] };
  let count = 0;
  for (const spec of specs) {
    const values = environment.runbooks[spec.id] as Values | undefined;
    for (const [way, options] of waysOf(spec)) {
      const name = `${spec.id}: ${way}`;
      let finish: ReturnType<Recorder['watch']> | undefined;
      let arranged: Scene | undefined;
      const arrange = (scene: Scene) => {
        arranged = scene;
        finish = recorder.watch(name, scene.world);
        options.arrange?.(scene);
      };
      try {
        const { scene, runbook } = await rehearse(spec, { ...options, values, arrange, surroundings });
        // If a person was paged, the alarm is OK again in the end.
        scene.service.heal();
        await scene.world.clock.advance(untilResolved + restoresAfter(spec));
        await finish?.(scene.night, [runbook]);
        count++;
      } catch (error) {
        // Not every fault can happen to every action; the action says why.
        if (way === startsNothing && arranged) await finish?.(arranged.night, []);
        else if (!(error instanceof ImpossibleFault)) throw new Error(name, { cause: error });
      }
    }
  }
  return count;
}

/** Plays the proof's situations, and stories that it draws: several incidents at once, and faults at any call. */
export async function playStories(recorder: Recorder): Promise<number> {
  const known = situations(1);
  const wide = anyStory([]);
  for (const [index, story] of known.entries()) await played(recorder, `situation ${index + 1}`, story);
  for (let seed = 1; seed <= storyCount; seed++) {
    const story = drawn(wide, seed);
    // A redriven execution runs twice under one ARN, and the recorder can't tell the two runs apart.
    const happenings = story.happenings.filter((one) => !('throwIn' in one && one.throwIn === 'redrive'));
    await played(recorder, `story ${seed}`, { ...story, happenings });
  }
  return known.length + storyCount;
}

async function played(
  recorder: Recorder,
  name: string,
  story: Parameters<typeof playStory>[0],
): Promise<void> {
  let finish = async () => {};
  // The judged environment has no answer page.
  await playStory({ ...story, byLink: false }, ({ world, night, players }) => {
    const ended = recorder.watch(name, world);
    finish = () =>
      ended(
        night,
        players.map(({ runbook }) => runbook),
      );
  });
  await finish();
}
