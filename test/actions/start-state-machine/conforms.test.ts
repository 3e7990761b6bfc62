import action, { type Parameters } from '#actions/start-state-machine/action';
import kit from '#actions/start-state-machine/calls';
import world from '#actions/start-state-machine/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const arn = 'arn:aws:states:eu-central-1:111122223333:stateMachine:mend-orders';
const stateMachine = `${arn}:live`;
const parameters: Parameters = { stateMachine, input: { queue: 'orders' } };
const ends = { afterSeconds: 20 };
const its = ({ states }: Aws) => states.machine(stateMachine);
const routes = (versions: readonly string[]) => (aws: Aws) =>
  void its(aws).aliases.set(
    'live',
    versions.map((version) => ({
      stateMachineVersionArn: `${arn}:${version}`,
      weight: 100 / versions.length,
    })),
  );

conforms(test, kit, world, {
  parameters,
  does: (calls, aws) => {
    expect(calls).toHaveLength(1);
    const name = '20260301-0300-1a2b3c4d-1';
    expect([...its(aws).executions]).toMatchObject([
      [name, { qualifier: 'live', input: JSON.stringify({ attempt: name, input: { queue: 'orders' } }) }],
    ]);
  },
  never: {
    'no-such-version': ({ states }) => states.remove(stateMachine),
    express: (aws) => Object.assign(its(aws), { type: 'EXPRESS' }),
    'not-active': (aws) => Object.assign(its(aws), { status: 'DELETING' }),
  },
  refuses: { 'several-versions': routes(['1', '2']) },
  meanwhile: {
    'the alias was moved': { world: routes(['1']), code: 'changed-meanwhile' },
    'its version was deleted': {
      world: (aws) => void its(aws).versions.delete('2'),
      code: 'no-such-version',
    },
  },
  work: {
    'it succeeds': {
      world: (aws) =>
        Object.assign(its(aws), { ends: { ...ends, status: 'SUCCEEDED', output: '{"mended":3}' } }),
      state: 'succeeded',
      said: '{"mended":3}',
    },
    'it fails': {
      world: (aws) =>
        Object.assign(its(aws), { ends: { ...ends, status: 'FAILED', error: 'NoRoom', cause: 'disk full' } }),
      state: 'failed',
      said: 'NoRoom: disk full',
    },
    'it is stopped': {
      world: (aws) => Object.assign(its(aws), { ends: { ...ends, status: 'ABORTED' } }),
      state: 'failed',
      said: '',
    },
  },
});

describe('start-state-machine', () => {
  test('is one execution however often it is delivered', async () => {
    const { preflight, act, aws } = scene(kit, world, { parameters });
    const look = await preflight();
    if (!('ready' in look)) throw new Error(look.refused);
    await act(look.seen);
    await act(look.seen);
    expect(its(aws).executions.size).toBe(1);
  });

  test('takes a version, too, which has to be there', async () => {
    const version = { stateMachine: `${arn}:1` };
    expect(await scene(kit, world, { parameters: version }).preflight()).toMatchObject({
      before: { version: '1' },
    });
    const gone = scene(kit, world, {
      parameters: version,
      world: (aws) => void its(aws).versions.delete('1'),
    });
    expect(await gone.preflight()).toMatchObject({ reason: { code: 'no-such-version' } });
  });

  test('may start that version or alias alone', () => {
    const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
    expect(action.permissions(parameters, place).at(-1)).toMatchObject({
      actions: ['states:StartExecution'],
      resources: [arn],
      conditions: { 'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': 'live' } },
    });
  });

  test.each([arn, `${arn.replace('mend-orders', 'nightshift-prod-web')}:1`, `${arn}:*`, 'mend-orders:live'])(
    'takes no %s',
    (wrong) => {
      expect(action.parameters.safeParse({ stateMachine: wrong }).success).toBe(false);
    },
  );
});
