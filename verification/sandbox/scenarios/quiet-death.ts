import { release } from '../demo/configuration.ts';
import { checkPage } from './checks.ts';
import { webServiceHung } from './ids.ts';
import type { Scenario } from './scenario.ts';

const service = 'web-recommendations';

export const quietDeath: Scenario = {
  name: 'quiet-death',
  runbook: webServiceHung,
  story:
    'After the restart no task comes up: no errors, so the alarm goes OK, but nothing runs, and a person is paged.',
  alarms: ['web-recommendations-errors'],
  play: async (scene) => {
    const { fleet, relay } = scene.world;
    await scene.breaking(`a task of ${service} stops answering, and its new start-up script crashes`);
    scene.expectPages(1);
    release(service, { startup: 'crash' });
    fleet.tasksOf(service)[0]?.breakAs({ fault: 'hang' });
    await scene.ends('escalated', 80);
    const listening = fleet.tasksOf(service).filter((task) => task.port !== undefined).length;
    scene.check('nothing of the service runs', listening === 0, listening);
    const state = relay.stateOf(scene.alarm)?.value;
    scene.check('the alarm is OK all the same', state === 'OK', state);
    await scene.checkDeployments(service, 1);
    await checkPage(scene);
  },
};
