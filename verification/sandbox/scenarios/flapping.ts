import webServiceHungRunbook from '#runbooks/web-service-hung';
import { release } from '../demo/configuration.ts';
import { until } from '../incidents.ts';
import { sleep } from '../processes.ts';
import { checkPage, checkReplaced, checkUntouched } from './checks.ts';
import { cooledDown } from './cooldown.ts';
import { webServiceHung } from './ids.ts';
import { holdOf, outagesIn } from './outages.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import { webServiceRule } from './turns.ts';

const service = 'web-inventory';

/** Runs without effect after which the breaker opens. */
const runs = 2;

export const flapping: Scenario = {
  name: 'flapping',
  runbook: webServiceHung,
  story:
    'A fault outside comes and goes for longer than the hold, and no restart helps; after two in vain the breaker opens: the third outage is paged at once.',
  alarms: ['web-inventory-errors'],
  play: async (scene) => {
    await scene.breaking(`${service} can't render while its supplier is down, which comes and goes`);
    // In between, the alarm is OK for longer than the hold, so each is a separate outage with its own page.
    scene.expectPages(runs + 1);
    for (let nth = 1; nth <= runs; nth++) await failInVain(scene, nth);
    await failAgain(scene, runs + 1);
    const outages = outagesIn(scene.changes, holdOf(webServiceHungRunbook));
    scene.check('the alarms showed as many outages', outages === runs + 1, outages);
    await until('a page for each outage', 15, () => (scene.result().pages > runs ? true : undefined));
    await checkPage(scene);
  },
};

/** Takes the supplier down; the alarm fires while its rule is on. */
const goDown = (scene: Scene, nth: number): Promise<unknown> =>
  webServiceRule.take(() => {
    release(service, { template: 'half' });
    return until(`incident ${nth} of ${scene.alarm}`, 40, () => scene.incidentOf(scene.alarm, nth));
  });

/** The supplier is down until a person is paged; the restart had its full time and did not help. */
async function failInVain(scene: Scene, nth: number): Promise<void> {
  const before = scene.world.fleet.pidsOf(service);
  await goDown(scene, nth);
  await scene.ends('escalated', 60, scene.alarm, nth);
  checkReplaced(scene, service, before);
  await scene.checkDeployments(service, nth);
  await recoverAlone(scene, nth);
}

/** The alarm goes OK on its own and stays OK for the hold, until the outage and the last run's cooldown are over. */
async function recoverAlone(scene: Scene, nth: number): Promise<void> {
  release(service, {});
  scene.say('the supplier is back, until it fails again');
  await scene.untilAlarm(scene.alarm, 'OK', 20);
  // The emulator's times are whole seconds.
  await sleep(holdOf(webServiceHungRunbook) + 2_000);
  await cooledDown(webServiceHungRunbook, scene.incidentOf(scene.alarm, nth));
}

async function failAgain(scene: Scene, nth: number): Promise<void> {
  const before = scene.world.fleet.pidsOf(service);
  await goDown(scene, nth);
  const { incident, attempts } = await scene.ends('escalated', 30, scene.alarm, nth);
  const { ground } = incident;
  scene.check('the breaker is what kept it from acting', ground?.code === 'breaker-open', ground?.code);
  scene.check('no step was tried a third time', attempts.length === 0, attempts.length);
  checkUntouched(scene, service, before);
  await scene.checkDeployments(service, runs);
  release(service, {});
}
