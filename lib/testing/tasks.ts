import { createHash } from 'node:crypto';
import type { State } from '#workflow/states';
import type { Json } from './interpret.ts';
import { json } from './world/json.ts';
import { awsError } from './world/wire.ts';
import type { World } from './world/world.ts';

/** A Task that an execution has reached. */
interface Task {
  /** ARN of the execution that has reached it. */
  readonly execution: string;
  readonly name: string;
  readonly state: State;
}

const publishes = (state: State) => state['Resource'] === 'arn:aws:states:::sns:publish';

/** Does what a Task's resource does. */
export async function perform({ execution, name, state }: Task, given: Json, world: World): Promise<Json> {
  withinLimit(given);
  const input = publishes(state) ? (withHashes(given as object) as Json) : given;
  const outcome = resource(state, input, world);
  world.stepFunctions.onTask({ execution, state: name, input, outcome });
  return withinLimit(await outcome);
}

async function resource(state: State, input: Json, world: World): Promise<Json> {
  if (publishes(state)) {
    return json(
      await world.wire.send('sns', world.sns.commands, new PublishCommand(input as object)),
    ) as Json;
  }
  const { FunctionName, Payload } = input as { FunctionName: string; Payload: { token?: string } };
  const invoke = async (): Promise<Json> => (await world.lambda.invoke(FunctionName, Payload)) as Json;
  if (state['Resource'] === 'arn:aws:states:::lambda:invoke') return { Payload: await invoke() };

  const { token = '' } = Payload;
  const { stepFunctions } = world;
  stepFunctions.expire(token, Number(state['TimeoutSeconds']));
  const answer = stepFunctions.answerOf(token) as Promise<Json>;
  try {
    // The token may be answered before the function that received it returns.
    return await Promise.race([answer, invoke().then(() => answer)]);
  } catch (error) {
    // A failed invocation ends the attempt, and with it the token.
    stepFunctions.revoke(token);
    throw error;
  }
}

/** "The maximum input or output size for a task, state, or execution": 256 KiB of UTF-8. */
const mostBytes = 262_144;

/** The interpreter has no such limit. `States.ALL` catches this error neither here nor in AWS. */
function withinLimit(data: Json): Json {
  const text = JSON.stringify(data);
  if (text.length <= mostBytes / 3 || Buffer.byteLength(text) <= mostBytes) return data;
  throw awsError(
    'States.DataLimitExceeded',
    'The state/task returned a result with a size exceeding the maximum number of bytes service limit.',
    {
      isCatchable: false,
      isRetryable: false,
    },
  );
}

/** The call of the optimized integration; the wire takes the command's name from the class. */
class PublishCommand {
  readonly input: object;
  constructor(input: object) {
    this.input = input;
  }
}

/**
 * The interpreter's `States.Hash` is wrong for more than 55 bytes: it reads each further block of 64 bytes 48 bytes too
 * early. So definitions only mark the text to hash, and the hash is computed where a Task is performed.
 */
export const sparedHash = { from: 'States.Hash(', to: "States.Format('\ue000{}\ue001{}\ue002', " } as const;

/** Computes the hashes that the interpreter was spared, wherever they are in a Task's input. */
const withHashes = (input: object): object =>
  JSON.parse(JSON.stringify(input), (_, value: unknown) =>
    typeof value === 'string'
      ? value.replace(/\ue000(.*?)\ue001SHA-256\ue002/gs, (_all, text: string) =>
          createHash('sha256').update(text).digest('hex'),
        )
      : value,
  );
