import webServiceHungRunbook from '#runbooks/web-service-hung';
import { release } from '../demo/configuration.ts';
import { until } from '../incidents.ts';
import { webhookPhone } from '../names.ts';
import type { PhoneMessage } from '../phones.ts';
import { checkPage, untilMessage } from './checks.ts';
import { webServiceHung } from './ids.ts';
import { holdOf, outagesIn } from './outages.ts';
import { restart } from './restart.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import { webServiceRule } from './turns.ts';

const service = 'web-cart';
const sibling = 'web-cart-latency';

export const oneOutage: Scenario = {
  name: 'one-outage',
  runbook: webServiceHung,
  story:
    'After its page an alarm shows OK for a moment and fires again, and another alarm of the service fires, too: two lines on the page, and nobody is rung again.',
  alarms: ['web-cart-errors', sibling],
  play: async (scene) => {
    await scene.breaking(`half a template is released to ${service}: a restart will not help`);
    scene.expectPages(1);
    release(service, { template: 'half' });
    await scene.ends('escalated', 60);
    const page = await checkPage(scene);
    await untilMessage(scene, webhookPhone, 20);
    // The rest needs the rule that another scenario disables for a few seconds.
    await webServiceRule.take(() => fallBack(scene));
    await checkLine(scene, page, `${scene.alarm}: fell back to ALARM`);
    await webServiceRule.take(() => fireToo(scene));
    await checkLine(scene, page, `also ${sibling}`);
    checkPhones(scene);
    scene.say('a person rolls the release back');
    release(service, {});
    await restart(scene, service);
  },
};

async function fallBack(scene: Scene): Promise<void> {
  const before = scene.world.incidents.ofAlarm(scene.alarm).length;
  scene.say('the release is rolled back for a moment, and comes again');
  release(service, {});
  await scene.untilAlarm(scene.alarm, 'OK', 20);
  release(service, { template: 'half' });
  await scene.ends('escalated', 60, scene.alarm, before + 1);
}

async function fireToo(scene: Scene): Promise<void> {
  scene.say(`one of its tasks stops answering: ${sibling} fires, too`);
  scene.world.fleet.tasksOf(service)[0]?.breakAs({ fault: 'hang' });
  await scene.ends('escalated', 60, sibling);
}

/** A line under the page's own key, on the channel that can carry one without ringing. */
async function checkLine(scene: Scene, page: PhoneMessage, text: string): Promise<void> {
  const line = await until(`the line "${text}"`, 60, () =>
    scene.world.webhook.lines.find(({ body }) => body.includes(text)),
  );
  scene.check(
    `the line "${text}" is under the page's key`,
    line.deduplicationKey === page.deduplicationKey,
    line.deduplicationKey,
  );
}

/** By its alarms this was one outage, so each phone rang once. */
function checkPhones(scene: Scene): void {
  const fired = scene.changes.filter(({ state }) => state.value === 'ALARM').length;
  const outages = outagesIn(scene.changes, holdOf(webServiceHungRunbook));
  scene.check('the alarms fired three times at least', fired >= 3, fired);
  scene.check('it was one outage all the same', outages === 1, outages);
  for (const phone of ['phone-pager', webhookPhone] as const) {
    const rings = scene.pages().filter((message) => message.phone === phone).length;
    scene.check(`${phone} rang once`, rings === 1, rings);
  }
}
