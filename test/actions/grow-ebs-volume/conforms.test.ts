import type { VolumeModification } from '@aws-sdk/client-ec2';
import kit from '#actions/grow-ebs-volume/calls';
import world, { example as parameters } from '#actions/grow-ebs-volume/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const { volume } = parameters;
const its = ({ volumes }: Aws) => volumes.volume(volume);
const change = (changes: object) => (aws: Aws) => void Object.assign(its(aws), changes);
const changed = (hours: number, state: VolumeModification['ModificationState']) => (aws: Aws) =>
  void aws.volumes.changes.set(volume, {
    ModificationState: state,
    StartTime: new Date(Date.parse('2026-03-01T03:00:00.000Z') - hours * 3_600_000),
  });

conforms(test, kit, world, {
  parameters,
  does: (calls, aws) => {
    expect(calls.map(({ command, input }) => [command, input])).toEqual([
      ['ModifyVolume', { VolumeId: volume, Size: 120 }],
    ]);
    expect(its(aws).Size).toBe(120);
  },
  never: {
    'no-such-volume': ({ volumes }) => volumes.remove(volume),
    'managed-by': change({ Operator: { Managed: true, Principal: 'eks.amazonaws.com' } }),
  },
  refuses: {
    'not-usable': change({ State: 'error' }),
    'being-modified': changed(5, 'optimizing'),
    'cooling-down': changed(5, 'completed'),
    'above-the-cap': change({ Size: 181 }),
  },
  meanwhile: {
    'somebody grows it': { world: changed(0, 'modifying'), code: 'being-modified' },
    'somebody has grown it': { world: change({ Size: 110 }), code: 'changed-meanwhile' },
  },
});

describe('grow-ebs-volume', () => {
  test('grows again after six hours, once the last change is completed', async () => {
    const at = (hours: number) => scene(kit, world, { parameters, world: changed(hours, 'completed') });
    expect(await at(7).preflight()).toHaveProperty('ready');
  });

  test('grows once, however often it is asked', async () => {
    const { preflight, act, aws, world: at } = scene(kit, world, { parameters });
    const look = await preflight();
    if (!('ready' in look)) throw new Error(look.refused);
    await act(look.seen);
    expect(await act(look.seen)).toMatchObject({ reason: { code: 'being-modified' } });
    await at.clock.advance(3 * 3_600 + 120);
    expect(await preflight()).toMatchObject({ reason: { code: 'cooling-down' } });
    expect(its(aws).Size).toBe(120);
  });
});
