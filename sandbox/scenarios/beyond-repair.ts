import { release } from '../demo/configuration.ts';
import { flushRedisCache, restartEcsTasks } from './actions.ts';
import { checkPage, checkReplaced } from './checks.ts';
import type { Scenario } from './scenario.ts';

const service = 'shop-frontpage';

export const beyondRepair: Scenario = {
  name: 'beyond-repair',
  runbook: 'shop-pages-stale',
  story: 'A bad release outlives both steps; a person is paged once.',
  alarms: ['shop-frontpage-stale'],
  play: async (scene) => {
    await scene.breaking(`half a template is released to ${service}: no restart and no flush will help`);
    scene.expectPages(1);
    const before = scene.world.fleet.pidsOf(service);
    release(service, { template: 'half' });
    const view = await scene.ends('escalated', 100);
    const actions = view.attempts.map((attempt) => attempt.action).join(', ');
    scene.check('it tried both steps', actions === `${restartEcsTasks}, ${flushRedisCache}`, actions);
    checkReplaced(scene, service, before);
    await scene.checkDeployments(service, 1);
    await checkPage(scene);
    scene.say('a person rolls the template release back');
    release(service, {});
  },
};
