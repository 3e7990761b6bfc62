import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Deployed, Surroundings } from '#cli/commands/command';
import { groups } from '#cli/commands/register';
import { read } from '#cli/parse';
// A command loads its module when it runs, which takes real time. No story may see any, so all are loaded here.
import '#cli/commands/approve';
import '#cli/commands/deny';
import '#cli/commands/mode';
import '#cli/commands/resume';
import '#cli/commands/run';
import '#cli/commands/stop-all';
import '#cli/commands/take';
import { namesIn } from '#cdk/names';
import { Invocation, outsideInvocations } from '#testing/world/invocation';
import type { Message } from '#testing/world/sns';
import { places, type World } from '#testing/world/world';
import { phoneIn } from './phone.ts';
import type { Player, Setup } from './stage.ts';
import type { Act, Story } from './story.ts';

/** Something that a person did, as it really happened. Moments are epoch milliseconds. */
export interface Done {
  readonly does: Act;
  readonly player: Player;
  /** The incident that it was about. @default - none */
  readonly incident?: string;
  /** The step that was approved or denied. */
  readonly step?: number;
  readonly from: number;
  readonly to: number;
  /** Whether it applied to every runbook. @default false */
  readonly forAll?: boolean;
  /** Whether the command did it. What it refused was not done. */
  readonly done: boolean;
  /** The command's process. @default - no command was typed */
  readonly terminal?: string;
  /** The incident was taken, but the command failed before its targets were. @default - all of it was done */
  readonly isInPart?: true;
}

/** How long a person has what they took, in milliseconds: `take --for 30m`. */
export const takenFor = 30 * 60_000;

/** How long after a request a person answers it, in seconds. */
const answersAfter = 30;

type Scene = Pick<Setup, 'world' | 'night' | 'players'> & { readonly done: Done[] };

/** Lets people do what a story says, by real commands or by links in messages, and answer requests as the recipes say. */
export function letAct({ people = [], byLink = false }: Story, scene: Scene): void {
  const { world, night, players } = scene;
  const surroundings = surroundingsIn(world);
  const phone = byLink ? phoneIn(world) : undefined;
  let number = 0;
  const type = async (does: Act, player: Player, about: Pick<Done, 'incident' | 'step'>): Promise<void> => {
    const words = wordsFor(does, player, about);
    if (words.length === 0) return;
    const from = world.clock.milliseconds;
    const pressed = phone?.(does, about);
    const terminal = new Invocation('person', ++number, {});
    // Counts as not done until the command says so: a terminal that hangs never does.
    const begun = { does, player, ...about, from, to: from, done: false, terminal: terminal.name };
    scene.done.push(begun);
    const done = await (
      pressed ??
      terminal
        .run(() => typed([...words, '--environment', places.environment], surroundings))
        // A `take` counts even if the command could not do all that follows it.
        .then((answer) => does === 'take' || typeof answer === 'string' || !answer.exitStatus)
    ).catch(() => false);
    // A command that finds its switch already set writes nothing. Another command may have set it meanwhile.
    const isWritten = world.wire.calls.some(
      ({ by, command }) => by === terminal && command === 'TransactWrite',
    );
    const isNothing = /^(off|watch|auto|clear|stop-all|resume)$/.test(does) && !isWritten;
    scene.done.splice(scene.done.indexOf(begun), 1);
    scene.done.push({ ...begun, to: world.clock.milliseconds, done: done && !isNothing });
  };
  for (const { at, does, part = 0 } of people) {
    const player = players[part % players.length];
    if (!player) continue;
    world.clock.after(at, () => {
      const newest = night.incidents(({ alarm }) => alarm.arn === player.arn);
      const incident = newest.sort((one, other) => (one.since < other.since ? 1 : -1))[0]?.id;
      void type(does, player, incident === undefined ? {} : { incident });
    });
  }
  const heard = world.sns.onMessage;
  world.sns.onMessage = (message) => {
    heard(message);
    const asked = requestIn(message);
    const incident = asked && night.record(asked.incident).incident;
    const player = players.find(({ arn }) => arn === incident?.alarm.arn);
    const answer = typeof player?.part.runbook === 'object' ? player.part.runbook.answer : undefined;
    if (!asked || !player || !answer) return;
    outsideInvocations(() => world.clock.after(answersAfter, () => void type(answer, player, asked)));
  };
}

const commands = new Map(Object.values(groups).flatMap((group) => group.map((one) => [one.name, one])));

/** Runs a command line as `nightshift` does, without building the command lines of all other commands. */
async function typed([name = '', ...args]: readonly string[], surroundings: Surroundings) {
  const command = commands.get(name);
  if (!command) throw new Error(`Nightshift has no command ${name}.`);
  return command.run(read(command, args), surroundings);
}

function requestIn({ topic, body, deduplicationKey = '' }: Message) {
  const step = deduplicationKey.match(/\/approval-(\d+)$/)?.[1];
  const incident = step && body.match(/\b\d{8}-\d{4}-[0-9a-f]{8}\b/)?.[0];
  return topic === places.topics.notice && incident ? { incident, step: Number(step) } : undefined;
}

/** The words to type; empty where there is no incident to type them about. */
function wordsFor(
  does: Act,
  { runbook, targets }: Player,
  { incident, step }: Pick<Done, 'incident' | 'step'>,
): string[] {
  const because = ['--why', 'the proof'];
  switch (does) {
    case 'take':
      return incident === undefined ? [] : ['take', incident, '--for', '30m', ...because];
    case 'approve':
    case 'deny':
      // An answer to a request names its step. Someone acting unasked means the newest request.
      return incident === undefined
        ? []
        : [does, incident, ...(step === undefined ? [] : ['--step', `${step}`]), ...because];
    case 'stop-all':
    case 'resume':
      return [does, ...because];
    case 'clear':
      return ['mode', runbook.id, '--clear', ...because];
    case 'off':
      // `off` ends by itself, but not before the longest story is over.
      return ['mode', runbook.id, 'off', '--for', '8h', ...because];
    case 'watch':
    case 'auto':
      return ['mode', runbook.id, does, ...because];
    case 'run':
      return ['run', runbook.id, '1', '--target', targets[0]?.[0] ?? '', '--reason', 'the proof'];
  }
}

function surroundingsIn(world: World): Surroundings {
  const names = namesIn(places.environment);
  const deployed: Deployed = {
    environment: places.environment,
    names: {
      ...names,
      deadlineGroup: places.deadlineGroup,
      function: places.function,
      stateMachine: (runbook) => places.stateMachine(runbook).split(':').at(-1) ?? '',
    },
    database: { client: world.clients.documents, table: places.table },
    lambda: world.client<LambdaClient>('lambda-invoke', { commands: { Invoke: invokesIn(world) } }),
    cloudwatch: world.clients.cloudwatch,
    scheduler: world.clients.scheduler,
    sfn: world.clients.sfn,
    ssm: world.clients.ssm,
  };
  return {
    connect: async () => deployed,
    account: () => Promise.reject(new Error('The proof has no doctor')),
    now: world.clock.now,
    pause: (seconds) => world.clock.sleep(seconds),
    user: () => 'anna',
  };
}

/** What an invoker of a function sees: its answer, or its error in the form of an answer. */
const invokesIn =
  (world: World) =>
  async ({ FunctionName, Payload }: { FunctionName: string; Payload: Uint8Array }) => {
    const encoded = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
    try {
      const given: unknown = JSON.parse(new TextDecoder().decode(Payload));
      return { Payload: encoded(await world.lambda.invoke(FunctionName, given)) };
    } catch (error) {
      const { name, message } = error as Error;
      return { FunctionError: 'Unhandled', Payload: encoded({ errorType: name, errorMessage: message }) };
    }
  };
