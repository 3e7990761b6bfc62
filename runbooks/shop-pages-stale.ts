import flushRedisCache from '#actions/flush-redis-cache/action';
import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import { defineRunbook, fromAlarm, fromEnvironment, minutes, step } from '#define/index';

export default defineRunbook({
  id: 'shop-pages-stale',
  owner: 'team-shop',
  why: 'A template release can leave workers with half a template, and the page cache with what they rendered.',
  // Teams adopt this runbook by tagging their own alarm `nightshift:runbook=shop-pages-stale`.
  when: { taggedWithin: 'shop-*' },
  mode: 'watch',
  steps: [
    step(restartEcsTasks, {
      cluster: fromEnvironment('cluster'),
      service: fromAlarm('ServiceName', 'shop-*'),
      restart: 'rolling',
    }),
    step(flushRedisCache, { cache: fromEnvironment('cache'), keys: 'page:*' }),
  ],
  recovered: { holdFor: minutes(1) },
  guards: { cooldown: minutes(10), maxRunsPerDay: 3 },
  page: {
    urgency: 'low',
    pageBy: minutes(15),
    instructions:
      'Request one page with `Cache-Control: no-cache`. If it is right, only the cache is stale; if not, roll the template release back.',
  },
});
