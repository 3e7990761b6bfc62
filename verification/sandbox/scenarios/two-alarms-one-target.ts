import { paced } from '../pace.ts';
import { sleep } from '../processes.ts';
import { checkNotice, checkReplaced } from './checks.ts';
import { webServiceHung } from './ids.ts';
import type { Scenario } from './scenario.ts';

const service = 'web-search';
const alarms = ['web-search-errors', 'web-search-latency'] as const;

export const twoAlarmsOneTarget: Scenario = {
  name: 'two-alarms-one-target',
  runbook: webServiceHung,
  story: 'Two alarms of one service fire together; one incident acts, the other joins it.',
  alarms,
  play: async (scene) => {
    const { fleet } = scene.world;
    await scene.breaking(`one of the two tasks of ${service} stops answering: errors and latency both fire`);
    const before = fleet.pidsOf(service);
    fleet.tasksOf(service)[0]?.breakAs({ fault: 'hang' });
    const views = await Promise.all(alarms.map((alarm) => scene.ends('healed', 70, alarm)));
    const joined = views.filter(({ incident }) => incident.joined !== undefined);
    const acted = views.filter(({ attempts }) => attempts.length > 0);
    scene.check('one incident joined the other', joined.length === 1, joined.length);
    scene.check('one incident acted', acted.length === 1, acted.length);
    checkReplaced(scene, service, before);
    await scene.checkDeployments(service, 1);
    await checkNotice(scene);
    await sleep(paced(2_000));
    const notices = scene.messages().filter(({ phone }) => phone === 'owner-channel');
    scene.check('one notice tells of both', notices.length === 1, notices.map(({ body }) => body).join('; '));
    const namesBoth = alarms.every((alarm) => notices[0]?.body.includes(alarm));
    scene.check('… and names both alarms', namesBoth, notices[0]?.body);
  },
};
