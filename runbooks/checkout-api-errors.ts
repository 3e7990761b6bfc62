import flushRedisCache from '#actions/flush-redis-cache/action';
import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import { defineRunbook, fromEnvironment, minutes, step } from '#define/index';

export default defineRunbook({
  id: 'checkout-api-errors',
  owner: 'team-checkout',
  why: 'The connection pool leaks after a dependency times out; failing that, carts written by a half-deployed release poison the cache.',
  when: { alarms: ['checkout-api-5xx'] },
  mode: 'auto',
  steps: [
    step(restartEcsTasks, {
      cluster: fromEnvironment('cluster'),
      service: 'checkout-api',
      restart: 'rolling',
    }),
    step(flushRedisCache, { cache: fromEnvironment('cache'), keys: 'cart:*' }, { verifyWithin: minutes(3) }),
  ],
  recovered: { holdFor: minutes(1) },
  guards: { cooldown: minutes(30), maxRunsPerDay: 3 },
  page: {
    urgency: 'high',
    pageBy: minutes(15),
    instructions:
      'Check the payment provider first (its status page, our p99 to it). If it is fine, roll back the last checkout release.',
  },
});
