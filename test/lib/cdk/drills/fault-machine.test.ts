import { StateMachine } from 'aws-local-stepfunctions';
import type { FaultCalls } from '#cdk/drills/calls';
import { documentCalls } from '#cdk/drills/document';
import { faultMachine } from '#cdk/drills/fault-machine';
import { arnsIn, namesIn } from '#cdk/names';
import { document } from '#define/drills';

const arns = arnsIn(namesIn('staging'), {
  partition: 'aws',
  region: 'eu-central-1',
  account: '111122223333',
});

const documents = documentCalls(document({ breaks: 'Break-Shop', mends: 'Mend-Shop' }), arns);

/** An injector whose experiment can be read, as AWS FIS's can. */
const readable: FaultCalls = {
  ...documents,
  looks: ({ goesOn, ended, stopped }) => ({
    'Read the experiment': {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:fis:getExperiment',
      Parameters: {},
      ResultPath: '$.seen',
      Next: 'Does it go on?',
    },
    'Does it go on?': {
      Type: 'Choice',
      Choices: [
        { Variable: '$.seen.status', StringEquals: 'running', Next: goesOn },
        { Variable: '$.seen.status', StringEquals: 'completed', Next: ended },
      ],
      Default: stopped,
    },
  }),
};

type Definition = ReturnType<typeof faultMachine>;

const soon = new Date(Date.now() + 3_600_000).toISOString();

/** What AWS answers to each call; an error where it throws. */
interface Aws {
  readonly breaks?: () => unknown;
  readonly record?: () => unknown;
  readonly stop?: () => unknown;
  readonly experiment?: () => unknown;
  readonly mends?: () => unknown;
  readonly mending?: () => unknown;
}

/** Runs it by an interpreter of Amazon States Language, without waiting. */
async function run(definition: Definition, aws: Aws = {}, endsAt = soon) {
  const called: string[] = [];
  const answer = (name: string, given: (() => unknown) | undefined, usual: unknown) => async () => {
    called.push(name);
    return (given ? given() : usual) as object;
  };
  const states = Object.keys(definition.States);
  const machine = new StateMachine(definition as never, { validationOptions: { noValidate: true } });
  const outcome = machine.run({ drill: 'drill-20260301-0300-12345678', endsAt }, {
    // The interpreter has no clock of its own.
    context: { State: { EnteredTime: new Date().toISOString() } },
    overrides: {
      waitTimeOverrides: Object.fromEntries(
        states.filter((name) => definition.States[name]?.Type === 'Wait').map((name) => [name, 0]),
      ),
      retryIntervalOverrides: Object.fromEntries(states.map((name) => [name, 0])),
      taskResourceLocalHandlers: {
        Break: answer('Break', aws.breaks, { AutomationExecutionId: '1' }),
        'Read the drill': answer('Read the drill', aws.record, { Item: {} }),
        'Read the stop': answer('Read the stop', aws.stop, {}),
        'Read the experiment': answer('Read the experiment', aws.experiment, { status: 'running' }),
        Mend: answer('Mend', aws.mends, { AutomationExecutionId: '2' }),
        'Is it mended?': answer('Is it mended?', aws.mending, {
          AutomationExecution: { AutomationExecutionStatus: 'Success' },
        }),
      },
    },
  } as never);
  const error = await outcome.result.then(
    () => undefined,
    (thrown: Error) => thrown.name,
  );
  return { called, error };
}

const refused = () => {
  throw Object.assign(new Error('no'), { name: 'Refused' });
};

const machine = faultMachine(documents, 'table');

describe('what holds a fault', () => {
  test('mends it when its time is over', async () => {
    const { called, error } = await run(machine, {}, '2026-03-01T03:00:00.000Z');
    expect(called).toEqual(['Break', 'Read the drill', 'Read the stop', 'Mend', 'Is it mended?']);
    expect(error).toBeUndefined();
  });

  test('mends it when the record of the drill says so', async () => {
    let looks = 0;
    const record = () => (++looks < 3 ? { Item: {} } : { Item: { ending: { BOOL: true } } });
    const { called } = await run(machine, { record });
    expect(called.filter((call) => call === 'Read the drill')).toHaveLength(3);
    expect(called.slice(-2)).toEqual(['Mend', 'Is it mended?']);
  });

  test('mends it when everything is stopped', async () => {
    const { called } = await run(machine, { stop: () => ({ Item: { by: { S: 'ben' } } }) });
    expect(called).toContain('Mend');
  });

  test.each<[string, Aws]>([
    ['the record', { record: refused }],
    ['whether everything is stopped', { stop: refused }],
  ])('mends it when %s cannot be read', async (_what, aws) => {
    expect((await run(machine, aws)).called).toContain('Mend');
  });

  test('breaks nothing, and says so, where the injector refuses', async () => {
    const { called, error } = await run(machine, { breaks: refused });
    expect(called).toEqual(['Break']);
    expect(error).toBeDefined();
  });

  test('tries mending again where AWS refuses it', async () => {
    let tries = 0;
    const mends = () => (++tries < 3 ? refused() : { AutomationExecutionId: '2' });
    const { error } = await run(machine, { mends }, '2026-03-01T03:00:00.000Z');
    expect([tries, error]).toEqual([3, undefined]);
  });

  test('ends red where the document that mends has failed', async () => {
    const mending = () => ({ AutomationExecution: { AutomationExecutionStatus: 'Failed' } });
    const { error } = await run(machine, { mending }, '2026-03-01T03:00:00.000Z');
    expect(error).toBeDefined();
  });

  test('ends red where its injector has ended it before its time', async () => {
    const { called, error } = await run(faultMachine(readable, 'table'), {
      experiment: () => ({ status: 'stopped' }),
    });
    expect(error).toBeDefined();
    expect(called).not.toContain('Mend');
  });

  test('has no way from breaking to an end that does not lead over mending, but what the injector has ended', () => {
    const { States } = faultMachine(readable, 'table');
    const next = (name: string): string[] => {
      const text = JSON.stringify(States[name]);
      return [...text.matchAll(/"(?:Next|Default)":"([^"]+)"/g)].map(([, to]) => to ?? '');
    };
    const reached = new Set<string>();
    const walk = (name: string): void => {
      if (reached.has(name) || name === 'Mend') return;
      reached.add(name);
      for (const to of next(name)) walk(to);
    };
    walk('Break');
    const ends = [...reached].filter((name) => /^(Fail|Succeed)$/.test(States[name]?.Type ?? ''));
    expect(ends.sort()).toEqual(['Not broken', 'Over', 'Stopped by its injector']);
    expect(JSON.stringify(States)).not.toContain('TimeoutSeconds');
  });
});
