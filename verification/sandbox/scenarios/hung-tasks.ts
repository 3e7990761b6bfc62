import { checkNotice, checkReplaced } from './checks.ts';
import { restartEcsTasks, webServiceHung } from './ids.ts';
import type { Scenario } from './scenario.ts';

const service = 'web-storefront';

export const hungTasks: Scenario = {
  name: 'hung-tasks',
  runbook: webServiceHung,
  story: 'A task accepts connections and never answers; new tasks heal it.',
  alarms: ['web-storefront-errors'],
  play: async (scene) => {
    const { fleet } = scene.world;
    await scene.breaking(`one of the two tasks of ${service} stops answering`);
    const before = fleet.pidsOf(service);
    fleet.tasksOf(service)[0]?.breakAs({ fault: 'hang' });
    const view = await scene.ends('healed', 60);
    checkReplaced(scene, service, before);
    await scene.checkDeployments(service, 1);
    scene.check('it acted once', view.attempts.length === 1, view.attempts.length);
    scene.check('the restart gets the credit', view.attempts[0]?.action === restartEcsTasks);
    await checkNotice(scene);
  },
};
