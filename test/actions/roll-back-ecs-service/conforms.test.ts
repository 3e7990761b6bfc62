import type { Parameters } from '#actions/roll-back-ecs-service/action';
import kit from '#actions/roll-back-ecs-service/calls';
import world from '#actions/roll-back-ecs-service/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const parameters: Parameters = { cluster: 'shop', service: 'web' };
const its = ({ ecs }: Aws) => ecs.service('shop', 'web');
const service = (changes: object) => (aws: Aws) => Object.assign(its(aws).service, changes);
const release = (index: number, changes: object) => (aws: Aws) =>
  Object.assign(its(aws).releases[index] ?? {}, changes);

conforms(test, kit, world, {
  parameters,
  does: (calls, aws) => {
    expect(calls.map(({ input }) => input)).toEqual([
      { ...parameters, taskDefinition: expect.stringMatching(/\/web:1$/) },
    ]);
    expect(its(aws).service.deployments).toMatchObject([
      { rolloutState: 'COMPLETED', taskDefinition: expect.stringMatching(/\/web:1$/) },
    ]);
  },
  never: {
    'no-such-cluster': ({ ecs }) => ecs.remove('shop', 'web'),
    'no-such-service': ({ ecs }) => {
      ecs.put('shop', 'another');
      ecs.remove('shop', 'web');
    },
    'not-active': service({ status: 'DRAINING' }),
    'short-arn': service({ serviceArn: 'arn:aws:ecs:eu-central-1:123456789012:service/web' }),
    'other-controller': service({ deploymentController: { type: 'EXTERNAL' } }),
    'other-strategy': service({ deploymentConfiguration: { strategy: 'BLUE_GREEN' } }),
  },
  refuses: {
    'deployment-in-progress': (aws) => aws.ecs.startDeployment(its(aws)),
    'last-not-successful': release(0, { status: 'ROLLBACK_SUCCESSFUL' }),
    'no-older-revision': (aws) => void its(aws).releases.pop(),
    'inactive-definition': (aws) =>
      Object.assign(its(aws).releases[1]?.definition ?? {}, { status: 'INACTIVE' }),
    'went-back-already': (aws) => {
      const [, first] = its(aws).releases;
      if (first)
        its(aws).releases.unshift({ ...first, id: 'back', createdAt: new Date('2026-03-01T02:59:00.000Z') });
    },
    'deployed-too-long-ago': {
      parameters: { ...parameters, deployedWithinMinutes: 9 },
      // A restart of what was deployed too long ago.
      world: (aws) => {
        const [newest] = its(aws).releases;
        if (newest)
          its(aws).releases.unshift({
            ...newest,
            id: 'again',
            createdAt: new Date('2026-03-01T02:59:00.000Z'),
          });
      },
    },
  },
  meanwhile: {
    'somebody deploys': { world: (aws) => aws.ecs.startDeployment(its(aws)), code: 'deployment-in-progress' },
    'somebody has deployed': {
      world: (aws) => aws.ecs.release(its(aws), 'SUCCESSFUL', 0),
      code: 'changed-meanwhile',
    },
  },
});

test('its own rollback is no reason for another one, which would bring back what was bad', async () => {
  const { preflight, act, world: its } = scene(kit, world, { parameters });
  const look = await preflight();
  if (!('ready' in look)) throw new Error(look.refused);
  expect(await act(look.seen)).toMatchObject({
    did: expect.stringMatching(/names web:2: set the service's task definition to web:1 there/),
  });
  await its.clock.advance(300);
  expect(await preflight()).toMatchObject({ reason: { code: 'went-back-already' } });
});
