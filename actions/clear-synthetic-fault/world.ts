import { type Built, defineActionWorld, remedyOf } from '#testing/world/action-world';
import action, { type Parameters } from './action.ts';
import { clearSyntheticFault } from './calls.ts';

/** As in the built-in runbook. */
export const example: Parameters = { environment: 'production' };

/** The action's part of the rehearsal's world: CloudWatch itself, which takes the datapoint. */
export default defineActionWorld<Parameters>({
  action,
  changes: ['cloudwatch.PutMetricData'],
  build: ({ world, effect }): Built<Parameters> => {
    const handler = clearSyntheticFault(world.clients.cloudwatch);
    return {
      remedy: remedyOf(action, {
        ...handler,
        act: async (parameters, seen, context) => {
          const done = await handler.act(parameters, seen, context);
          effect('the synthetic fault', 0);
          return done;
        },
      }),
      provide: () => {},
    };
  },
});
