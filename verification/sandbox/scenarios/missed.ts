import { DescribeRuleCommand, DisableRuleCommand, EnableRuleCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { IncidentView } from '../incidents.ts';
import { deployed } from '../names.ts';
import { paced } from '../pace.ts';
import { sleep } from '../processes.ts';
import { blip } from './blip.ts';
import { checkNotice, checkReplaced } from './checks.ts';
import { deliveredTwice } from './delivered-twice.ts';
import { webServiceHung } from './ids.ts';
import { quietDeath } from './quiet-death.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import { webServiceRule } from './turns.ts';
import { twoAlarmsOneTarget } from './two-alarms-one-target.ts';

const service = 'web-gallery';
const Name = deployed.rule(webServiceHung);
/** Longest time the relay takes to put an event on the bus, in milliseconds. */
const toDeliver = 1_500;
/** How often the reconciler is started, and for how long, in milliseconds. */
const [lookEvery, lookFor] = [3_000, 60_000];

export const missed: Scenario = {
  name: 'missed',
  runbook: webServiceHung,
  story:
    "The runbook's rule is disabled when the alarm fires, so the event reaches nobody; the reconciler finds the alarm and admits it.",
  alarms: ['web-gallery-errors'],
  // Their alarms need the rule that is disabled here; those that need it later take turns.
  startsAfter: [blip.name, deliveredTwice.name, quietDeath.name, twoAlarmsOneTarget.name],
  play: async (scene) => {
    const { fleet } = scene.world;
    await scene.breaking(`the rule ${Name} is disabled, and a task of ${service} stops answering`);
    const before = fleet.pidsOf(service);
    const enabledAt = await webServiceRule.take(() => fireUnheard(scene));
    scene.say('nobody has heard of it; the rule is there again, and the reconciler looks at every alarm');
    const { incident } = await reconciled(scene);
    const openedAt = Date.parse(incident.openedAt);
    scene.check('nothing came of the event itself', openedAt > enabledAt, incident.openedAt);
    await scene.ends('healed', 60);
    checkReplaced(scene, service, before);
    await scene.checkDeployments(service, 1);
    await checkNotice(scene);
  },
};

/**
 * A schedule can't run more often than once a minute, which is too slow for the divided page deadline here. So the reconciler is
 * invoked by hand, as by its schedule, every few seconds; the schedule stays on.
 */
async function reconciled(scene: Scene): Promise<IncidentView> {
  const { lambda } = scene.world.aws;
  const end = Date.now() + paced(lookFor);
  while (!scene.incidentOf(scene.alarm) && Date.now() < end) {
    await lambda.send(new InvokeCommand({ FunctionName: deployed.function('reconcile') }));
    await sleep(lookEvery);
  }
  return scene.opened(10);
}

/** The alarm fires while its rule is disabled. @returns when the rule was enabled again, in milliseconds since 1970 */
async function fireUnheard(scene: Scene): Promise<number> {
  const { events } = scene.world.aws;
  await events.send(new DisableRuleCommand({ Name }));
  try {
    scene.world.fleet.tasksOf(service)[0]?.breakAs({ fault: 'hang' });
    await scene.untilAlarm(scene.alarm, 'ALARM', 30);
    await sleep(paced(toDeliver));
    const { State } = await events.send(new DescribeRuleCommand({ Name }));
    scene.check('the rule was disabled when the event came', State === 'DISABLED', State);
  } finally {
    await events.send(new EnableRuleCommand({ Name }));
  }
  return Date.now();
}
