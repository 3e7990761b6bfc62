import { join } from 'node:path';
import type { RecordedCall } from '../evidence/recorder.ts';
import type { Judge, Verdict } from '../judge.ts';
import { here, pythonInterpreter, run } from '../tools.ts';

/** Not AWS APIs: the Redis protocol, the channels' HTTPS, LaunchDarkly, the rehearsal's names for what AWS does internally, and a person's Invoke in the proof. */
const elsewhere = new Set([
  'redis',
  'http',
  'launchdarkly',
  'lambda.Start',
  'lambda-invoke',
  'sns.PublishBySchedule',
]);

const isJudged = ({ service, command }: RecordedCall): boolean =>
  !elsewhere.has(service) && !elsewhere.has(`${service}.${command}`);

/** Request shapes: every distinct call against AWS's own service models. */
export const shapes: Judge = {
  name: 'Request shapes',
  by: "AWS's service models, botocore 1.44.8",
  prepare: async () => void (await pythonInterpreter()),
  judge: async ({ calls }) => {
    const judged = calls.filter(isJudged);
    const planted = mistakes(judged);
    const answers = await ask([...judged, ...planted.map(({ call }) => call)]);
    const operations = new Set(judged.map(({ service, command }) => `${service}.${command}`));
    return {
      checked: `${judged.length} calls of ${operations.size} operations`,
      findings: findingsOf(judged, answers),
      planted: planted.map(({ mistake }, index) => ({
        mistake,
        seen: (answers[judged.length + index]?.length ?? 0) > 0,
      })),
    };
  },
};

async function ask(calls: readonly RecordedCall[]): Promise<string[][]> {
  const input = calls.map((call, id) => ({ id, ...call }));
  const lines = await run(await pythonInterpreter(), ['-B', join(here, 'shapes', 'shapes.py')], { input });
  if (lines.length !== calls.length)
    throw new Error(`${calls.length} calls were asked about, and ${lines.length} were answered.`);
  return lines.map((line) => (JSON.parse(line) as { problems: string[] }).problems);
}

/** One sentence for each kind of problem; a thousand calls may have the same. */
function findingsOf(calls: readonly RecordedCall[], answers: readonly string[][]): Verdict['findings'] {
  const found = calls.flatMap(({ by, service }, index) =>
    (answers[index] ?? []).map((problem) => `${by} asks ${service}: ${problem}`),
  );
  return [...new Set(found)];
}

interface Mistake {
  readonly mistake: string;
  readonly call: RecordedCall;
}

/** Real calls with one mistake each, one for every kind of rule that the models have. */
function mistakes(calls: readonly RecordedCall[]): Mistake[] {
  const wrong = (mistake: string, service: string, command: string, change: object): Mistake => {
    const call = calls.find((one) => one.service === service && one.command === command);
    if (!call) throw new Error(`No ${service}.${command} was recorded.`);
    return { mistake, call: { ...call, input: { ...call.input, ...change } } };
  };
  return [
    wrong('A maximum: a schedule with a name of 65 characters.', 'scheduler', 'CreateSchedule', {
      Name: 'x'.repeat(65),
    }),
    wrong('A minimum: a schedule without a name.', 'scheduler', 'CreateSchedule', { Name: '' }),
    wrong('A pattern: a schedule with a space in its name.', 'scheduler', 'CreateSchedule', { Name: 'a b' }),
    wrong('An enum: a schedule in a state that there is not.', 'scheduler', 'CreateSchedule', {
      State: 'PAUSED',
    }),
    wrong('A required member: a query of no table.', 'dynamodb', 'Query', { TableName: undefined }),
    wrong('A type: a limit that is a text.', 'dynamodb', 'Query', { Limit: '7' }),
    wrong('A list that is too long: 101 writes in a transaction.', 'dynamodb', 'TransactWrite', {
      TransactItems: Array.from({ length: 101 }, () => ({ Put: { TableName: 'table', Item: { pk: 'a' } } })),
    }),
    wrong('A member that the operation does not have.', 'sns', 'Publish', { Mesage: 'misspelled' }),
    {
      mistake: 'An operation that the service does not have.',
      call: { by: 'nobody', service: 'sns', command: 'PublishAll', input: {} },
    },
  ];
}
