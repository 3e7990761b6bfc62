import type { Parameters } from '#actions/drain-target/action';
import kit from '#actions/drain-target/calls';
import world from '#actions/drain-target/world';
import { conforms } from '#testing/conforms';
import type { Aws } from '#testing/world/aws/aws';

const parameters: Parameters = {
  targetGroup: 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/0123456789abcdef',
  instance: 'i-0123456789abcdef0',
  atLeastHealthy: 5,
};
const { instance } = parameters;
const group = ({ fleets }: Aws) => fleets.group('behind');
const health = (aws: Aws) => group(aws).health;

conforms(test, kit, world, {
  parameters,
  does: (calls, aws) => {
    expect(calls.map(({ command, input }) => [command, input['Targets']])).toEqual([
      ['DeregisterTargets', [{ Id: instance }]],
    ]);
    expect(health(aws).has(instance)).toBe(false);
  },
  never: {
    'no-such-group': ({ fleets }) => fleets.remove('behind'),
    'not-instances': (aws) => void Object.assign(group(aws), { targetType: 'ip' }),
  },
  refuses: {
    'not-registered': (aws) => void health(aws).set(instance, 'draining'),
    'other-port': (aws) => void group(aws).ports.set(instance, 32_768),
    'too-few-healthy': (aws) => {
      for (const id of [...health(aws).keys()].slice(0, 6)) health(aws).set(id, 'unhealthy');
    },
  },
  meanwhile: {
    'somebody deregisters it': { world: (aws) => void health(aws).delete(instance), code: 'not-registered' },
    'others fall ill': {
      world: (aws) => {
        for (const id of [...health(aws).keys()].slice(0, 9)) health(aws).set(id, 'unhealthy');
      },
      code: 'too-few-healthy',
    },
  },
  restores: {
    does: (calls, aws) => {
      expect(calls.map(({ command }) => command)).toEqual(['RegisterTargets']);
      expect(health(aws).get(instance)).toBe('healthy');
    },
    strangers: {},
    putBackByOthers: (aws) => void health(aws).set(instance, 'initial'),
    gone: ({ fleets }) => fleets.remove('behind'),
  },
});
