import { paced } from '../pace.ts';
import { checkUntouched } from './checks.ts';
import { webServiceHung } from './ids.ts';
import type { Scenario } from './scenario.ts';

const service = 'web-catalog';

export const blip: Scenario = {
  name: 'blip',
  runbook: webServiceHung,
  story:
    'A service fails for some seconds, and its alarm is well again before the event arrives; nothing is touched.',
  alarms: ['web-catalog-errors'],
  play: async (scene) => {
    const { fleet, relay } = scene.world;
    await scene.breaking(`${service} answers 500 for three seconds, and its alarm's event is on a slow path`);
    const before = fleet.pidsOf(service);
    const events = relay.hold(scene.alarm);
    for (const task of fleet.tasksOf(service)) task.breakAs({ fault: 'fail', milliseconds: paced(3_000) });
    await scene.untilAlarm(scene.alarm, 'ALARM', 15);
    await scene.untilAlarm(scene.alarm, 'OK', 15);
    scene.say('the late event arrives');
    await events.release();
    const view = await scene.ends('self-recovered', 20);
    scene.check('no step was tried', view.attempts.length === 0, view.attempts.length);
    checkUntouched(scene, service, before);
    await scene.checkDeployments(service, 0);
    scene.check('nobody was told', scene.messages().length === 0, scene.messages().length);
  },
};
