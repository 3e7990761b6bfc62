import action from '#actions/reboot-ec2-instance/action';
import kit from '#actions/reboot-ec2-instance/calls';
import world from '#actions/reboot-ec2-instance/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const instance = 'i-0123456789abcdef0';
const events =
  (Description: string) =>
  ({ ec2 }: Aws) =>
    void Object.assign(ec2.instance(instance).status, {
      Events: [{ Code: 'instance-retirement', Description, NotBefore: new Date('2026-03-02T00:00:00Z') }],
    });

conforms(test, kit, world, {
  parameters: { instance },
  does: (calls, { ec2 }) => {
    expect(calls).toHaveLength(1);
    expect(calls[0]?.input).toEqual({ InstanceIds: [instance] });
    expect(ec2.instance(instance).status.InstanceStatus).toEqual({ Status: 'ok' });
  },
  never: {
    'no-such-instance': ({ ec2 }) => ec2.remove(instance),
    'in-a-group': ({ ec2 }) =>
      ec2.change(instance, { Tags: [{ Key: 'aws:autoscaling:groupName', Value: 'web' }] }),
    'instance-store': ({ ec2 }) => ec2.change(instance, { InstanceType: 'i4i.large' }),
  },
  refuses: {
    'not-running': ({ ec2 }) => ec2.change(instance, { State: { Name: 'stopping' } }),
    'scheduled-event': events('The instance is running on degraded hardware'),
  },
  meanwhile: {
    'it was stopped and started': {
      world: ({ ec2 }) => ec2.change(instance, { LaunchTime: new Date('2026-03-01T02:59:00Z') }),
      code: 'changed-meanwhile',
    },
    'it was terminated': {
      world: ({ ec2 }) => ec2.change(instance, { State: { Name: 'terminated' } }),
      code: 'no-such-instance',
    },
  },
});

describe('reboot-ec2-instance', () => {
  const looked = (given: (aws: Aws) => void, leave: object = {}) =>
    scene(kit, world, { parameters: { instance, ...leave }, world: given }).preflight();

  test('takes instance store where the runbook allows it', async () => {
    const hasStore = ({ ec2 }: Aws) => ec2.change(instance, { InstanceType: 'i4i.large' });
    expect(await looked(hasStore, { instanceStore: 'allowed' })).toHaveProperty('ready');
  });

  test('takes a type of which EC2 says nothing for one with instance store', async () => {
    const unknown = ({ ec2 }: Aws) => ec2.change(instance, { InstanceType: 'm9.large' as 'm7g.large' });
    expect(await looked(unknown)).toMatchObject({ reason: { code: 'instance-store' } });
  });

  test('minds no scheduled event that is over', async () => {
    expect(await looked(events('[Completed] The instance was moved'))).toHaveProperty('ready');
  });

  test.each(['i-*', 'i-123', 'arn:aws:ec2:eu-central-1:111122223333:instance/i-0123456789abcdef0'])(
    'takes no %s',
    (wrong) => {
      expect(action.parameters.safeParse({ instance: wrong }).success).toBe(false);
    },
  );
});
