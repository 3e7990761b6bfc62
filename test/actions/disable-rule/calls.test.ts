import action from '#actions/disable-rule/action';
import kit from '#actions/disable-rule/calls';
import world from '#actions/disable-rule/world';
import { conforms } from '#testing/conforms';
import type { Aws } from '#testing/world/aws/aws';

const parameters = { rule: 'nightly-export', bus: 'shop' };
const rule = ({ events }: Aws) => events.put('nightly-export', 'shop');
const is = (changes: object) => (aws: Aws) => void Object.assign(rule(aws), changes);

conforms(test, kit, world, {
  parameters,
  does: (calls, aws) => {
    expect(calls.map(({ command, input }) => [command, input])).toEqual([
      ['DisableRule', { Name: 'nightly-export', EventBusName: 'shop' }],
    ]);
    expect(rule(aws).State).toBe('DISABLED');
  },
  never: {
    'no-such-rule': ({ events }) => events.remove('nightly-export', 'shop'),
    managed: is({ ManagedBy: 'autoscaling.amazonaws.com' }),
    'other-state': is({ State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' }),
  },
  refuses: { 'is-disabled': is({ State: 'DISABLED' }) },
  meanwhile: { 'somebody disables it': { world: is({ State: 'DISABLED' }), code: 'is-disabled' } },
  restores: {
    does: (calls, aws) => {
      expect(calls.map(({ command }) => command)).toEqual(['EnableRule']);
      expect(rule(aws).State).toBe('ENABLED');
    },
    strangers: {
      'somebody has it see all management events': is({
        State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
      }),
    },
    putBackByOthers: is({ State: 'ENABLED' }),
    gone: ({ events }) => events.remove('nightly-export', 'shop'),
  },
});

test.each(['nightshift-production-web', 'arn:aws:events:eu-central-1:111122223333:rule/a', 'a*'])(
  'takes no %s for a rule',
  (rule) => {
    expect(action.parameters.safeParse({ rule }).success).toBe(false);
  },
);
