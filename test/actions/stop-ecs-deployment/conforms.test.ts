import kit from '#actions/stop-ecs-deployment/calls';
import world from '#actions/stop-ecs-deployment/world';
import { conforms } from '#testing/conforms';
import type { Aws } from '#testing/world/aws/aws';

const its = ({ ecs }: Aws) => ecs.service('shop', 'web');
const service = (changes: object) => (aws: Aws) => Object.assign(its(aws).service, changes);
const release = (index: number, changes: object) => (aws: Aws) =>
  Object.assign(its(aws).releases[index] ?? {}, changes);

conforms(test, kit, world, {
  parameters: { cluster: 'shop', service: 'web' },
  does: (calls, aws) => {
    expect(calls.map(({ input }) => input)).toEqual([
      {
        serviceDeploymentArn: expect.stringMatching(/:service-deployment\/shop\/web\/release-2$/),
        stopType: 'ROLLBACK',
      },
    ]);
    expect(its(aws).service.taskDefinition).toMatch(/\/web:1$/);
    expect(its(aws).releases[0]?.status).toBe('ROLLBACK_SUCCESSFUL');
  },
  never: {
    'no-such-cluster': ({ ecs }) => ecs.remove('shop', 'web'),
    'no-such-service': ({ ecs }) => {
      ecs.put('shop', 'another');
      ecs.remove('shop', 'web');
    },
    'not-active': service({ status: 'DRAINING' }),
    'short-arn': service({ serviceArn: 'arn:aws:ecs:eu-central-1:123456789012:service/web' }),
    'other-controller': service({ deploymentController: { type: 'CODE_DEPLOY' } }),
  },
  refuses: {
    'none-in-progress': release(0, { status: 'SUCCESSFUL' }),
    'already-stopping': release(0, { status: 'ROLLBACK_IN_PROGRESS' }),
    // What was rolled back names the revision that failed.
    'nothing-to-go-back-to': release(1, { status: 'ROLLBACK_SUCCESSFUL' }),
    'inactive-definition': (aws) =>
      Object.assign(its(aws).releases[1]?.definition ?? {}, { status: 'INACTIVE' }),
  },
  meanwhile: {
    'it ended': { world: release(0, { status: 'SUCCESSFUL' }), code: 'none-in-progress' },
    'its circuit breaker takes it back': {
      world: release(0, { status: 'ROLLBACK_REQUESTED' }),
      code: 'already-stopping',
    },
    'another one took over': {
      world: (aws) => {
        release(0, { status: 'STOPPED' })(aws);
        aws.ecs.release(its(aws), 'IN_PROGRESS', 0);
      },
      code: 'changed-meanwhile',
    },
  },
});
