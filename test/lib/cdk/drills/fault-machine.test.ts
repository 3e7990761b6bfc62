import { Stack } from 'aws-cdk-lib';
import { StateMachine } from 'aws-local-stepfunctions';
import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import { documentCalls } from '#cdk/drills/document';
import { faultMachine } from '#cdk/drills/fault-machine';
import { fisCalls } from '#cdk/drills/fis';
import { arnsIn, namesIn } from '#cdk/names';
import type { FisAction } from '#core/action/define-action';
import { document, fis } from '#define/drills';

const arns = arnsIn(namesIn('staging'), {
  partition: 'aws',
  region: 'eu-central-1',
  account: '111122223333',
});

const documents = documentCalls(document({ breaks: 'Break-Shop', mends: 'Mend-Shop' }), arns);

const experiments = fisCalls(new Stack(), {
  runbook: 'web-hung',
  action: restartEcsTasks.drill?.fis as FisAction,
  fault: fis(),
  lastsSeconds: 1_800,
  stopAlarmArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:stop',
  logGroupArn: 'arn:aws:logs:eu-central-1:111122223333:log-group:drills',
  arns,
});

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
        Break: answer('Break', aws.breaks, { AutomationExecutionId: '1', Experiment: { Id: 'EXP1' } }),
        'Read the drill': answer('Read the drill', aws.record, { Item: {} }),
        'Read the stop': answer('Read the stop', aws.stop, {}),
        'Read the experiment': answer('Read the experiment', aws.experiment, status('running')),
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
const experiment = faultMachine(experiments, 'table');
const status = (is: string) => ({ Experiment: { State: { Status: is } } });

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

  test('takes a look that AWS refuses for no end of mending', async () => {
    let looks = 0;
    const mending = () =>
      ++looks < 3
        ? refused()
        : { AutomationExecution: { AutomationExecutionStatus: 'CompletedWithSuccess' } };
    const { error } = await run(machine, { mending }, '2026-03-01T03:00:00.000Z');
    expect([looks, error]).toEqual([3, undefined]);
  });

  test('ends red where its injector has ended it before its time', async () => {
    const { called, error } = await run(experiment, { experiment: () => status('stopped') });
    expect(error).toBeDefined();
    expect(called).not.toContain('Mend');
  });

  test('stops an experiment that it can no longer read', async () => {
    const { called, error } = await run(experiment, {
      experiment: refused,
      mending: () => status('stopped'),
    });
    expect(called.filter((call) => call === 'Read the experiment')).toHaveLength(9);
    expect([called.at(-2), called.at(-1), error]).toEqual(['Mend', 'Is it mended?', undefined]);
  });

  test('stops an experiment until it has stopped, whatever AWS answers to that', async () => {
    const seen = ['running', 'running', 'stopping', 'stopped'];
    const { called, error } = await run(
      experiment,
      { mends: refused, mending: () => status(seen.shift() ?? 'asked too often') },
      '2026-03-01T03:00:00.000Z',
    );
    expect(called.filter((call) => call === 'Mend')).toHaveLength(3);
    expect([seen, error]).toEqual([[], undefined]);
  });

  test('stops an experiment again that could not be read for a while', async () => {
    let reads = 0;
    const mending = () => (++reads < 12 ? refused() : status(reads === 12 ? 'running' : 'stopped'));
    const { called, error } = await run(experiment, { mending }, '2026-03-01T03:00:00.000Z');
    expect(called.filter((call) => call === 'Mend')).toHaveLength(2);
    expect([reads, error]).toEqual([13, undefined]);
  });

  test.each([
    ['cancelled', undefined],
    ['completed', undefined],
    ['failed', 'Error'],
  ])('takes an experiment that is %s for what it is', async (is, error) => {
    const ended = await run(experiment, { mending: () => status(is) }, '2026-03-01T03:00:00.000Z');
    expect(ended.error === undefined).toBe(error === undefined);
  });

  test('has no way from breaking to an end that does not lead over mending, but what the injector has ended', () => {
    const { States } = experiment;
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
