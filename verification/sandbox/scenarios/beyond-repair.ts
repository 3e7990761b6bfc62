import { countKeys } from '../demo/cache.ts';
import { release } from '../demo/configuration.ts';
import { checkPage, checkReplaced } from './checks.ts';
import { flushRedisCache, restartEcsTasks, shopPagesStale } from './ids.ts';
import type { Scenario } from './scenario.ts';

const service = 'shop-frontpage';

export const beyondRepair: Scenario = {
  name: 'beyond-repair',
  runbook: shopPagesStale,
  story: 'A bad release outlives both steps; a person is paged once.',
  alarms: ['shop-frontpage-stale'],
  play: async (scene) => {
    await scene.breaking(`half a template is released to ${service}: no restart and no flush will help`);
    scene.expectPages(1);
    const before = scene.world.fleet.pidsOf(service);
    release(service, { template: 'half' });
    const view = await scene.ends('escalated', 100);
    const actions = view.attempts.map((attempt) => attempt.action).join(', ');
    const acted = view.attempts.every(({ state }) => state === 'acted');
    scene.check('it took both steps', acted && actions === `${restartEcsTasks}, ${flushRedisCache}`, actions);
    checkReplaced(scene, service, before);
    await scene.checkDeployments(service, 1);
    const pages = await countKeys(scene.world.redis, 'page');
    scene.check('Redis holds no rendered page any more', pages === 0, pages);
    await checkPage(scene);
    scene.say('a person rolls the template release back');
    release(service, {});
  },
};
