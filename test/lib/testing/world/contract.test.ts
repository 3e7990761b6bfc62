import { StateMachine } from 'aws-local-stepfunctions';
import { tableContract } from '#test/contract/table';
import { type Broker, tokenContract, type Waiting } from '#test/contract/tokens';
import { places, World } from '#testing/world/world';

// The same cases run against the emulator with npm run test:emulator.
describe("the rehearsal's DynamoDB", () => {
  tableContract(async () => ({ client: new World().clients.documents, name: places.table }));
});

describe("the rehearsal's task tokens", () => {
  tokenContract(async () => {
    const world = new World();
    return {
      client: world.clients.sfn,
      wait: async (timeoutSeconds) => waiting(world, timeoutSeconds),
      pass: (seconds) => world.clock.advance(seconds),
    } satisfies Broker;
  });
});

/** One task on the interpreter, as the rehearsal carries out those with a token. */
async function waiting({ stepFunctions, clock }: World, timeoutSeconds: number): Promise<Waiting> {
  const token = stepFunctions.issueToken();
  stepFunctions.expire(token, timeoutSeconds);
  const machine = new StateMachine(
    {
      StartAt: 'Wait',
      States: { Wait: { Type: 'Task', Resource: 'x', TimeoutSeconds: timeoutSeconds, End: true } },
    },
    { validationOptions: { noValidate: true } },
  );
  const answered = () => stepFunctions.answerOf(token) as Promise<string>;
  const outcome = clock.run(async () => {
    const { result } = machine.run({}, { overrides: { taskResourceLocalHandlers: { Wait: answered } } });
    return {
      result: result.then(
        (output) => ({ output }),
        (error: Error) => ({ error }),
      ),
    };
  });
  const { result } = await outcome;
  return {
    token,
    ended: async () => {
      const end = await clock.run(() => result);
      if (!('error' in end)) return { status: 'SUCCEEDED', output: end.output };
      const cause = end.error.cause as Error;
      return { status: 'FAILED', error: cause.name, cause: cause.message };
    },
  };
}
