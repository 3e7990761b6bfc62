import { countKeys, customers, poisonCarts } from '../demo/cache.ts';
import { checkNotice, checkReplaced } from './checks.ts';
import { checkoutApiErrors, flushRedisCache, restartEcsTasks } from './ids.ts';
import type { Scenario } from './scenario.ts';

const service = 'checkout-api';

export const poisonedCache: Scenario = {
  name: 'poisoned-cache',
  runbook: checkoutApiErrors,
  story:
    'Half-written carts in Redis make every checkout fail; the restart does not help, flushing the carts does.',
  alarms: ['checkout-api-5xx'],
  play: async (scene) => {
    const { fleet, redis } = scene.world;
    await scene.breaking(`${customers} carts in Redis break off in the middle: ${service} answers 500`);
    const before = fleet.pidsOf(service);
    await poisonCarts(redis);
    const view = await scene.ends('healed', 100);
    const actions = view.attempts.map((attempt) => attempt.action).join(', ');
    scene.check('it restarted, then flushed', actions === `${restartEcsTasks}, ${flushRedisCache}`, actions);
    checkReplaced(scene, service, before);
    await scene.checkDeployments(service, 1);
    const [carts, sessions] = [await countKeys(redis, 'cart'), await countKeys(redis, 'session')];
    scene.check('Redis holds no cart any more', carts === 0, carts);
    scene.check('Redis holds every session still', sessions === customers, sessions);
    await checkNotice(scene);
  },
};
