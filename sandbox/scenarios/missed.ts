import { DescribeRuleCommand, DisableRuleCommand, EnableRuleCommand } from '@aws-sdk/client-eventbridge';
import { deployed } from '../names.ts';
import { blip } from './blip.ts';
import { checkNotice, checkReplaced } from './checks.ts';
import { deliveredTwice } from './delivered-twice.ts';
import { webServiceHung } from './ids.ts';
import type { Scenario } from './scenario.ts';

const service = 'web-gallery';
const Name = deployed.rule(webServiceHung);

export const missed: Scenario = {
  name: 'missed',
  runbook: webServiceHung,
  story:
    "The runbook's rule is disabled, so the alarm's event reaches nobody; the reconciler finds the alarm and admits it.",
  alarms: ['web-gallery-errors'],
  // They need the rule that is disabled here.
  startsAfter: [blip.name, deliveredTwice.name],
  play: async (scene) => {
    const { fleet, aws } = scene.world;
    await scene.breaking(`the rule ${Name} is disabled, and a task of ${service} stops answering`);
    await aws.events.send(new DisableRuleCommand({ Name }));
    try {
      const before = fleet.pidsOf(service);
      fleet.tasksOf(service)[0]?.breakAs({ fault: 'hang' });
      await scene.untilAlarm(scene.alarm, 'ALARM', 15);
      scene.say('nobody hears of it; the reconciler looks once a minute');
      await scene.opened(100);
      const { State } = await aws.events.send(new DescribeRuleCommand({ Name }));
      scene.check('the rule was still disabled when the incident opened', State === 'DISABLED', State);
      await scene.ends('healed', 60);
      checkReplaced(scene, service, before);
      await scene.checkDeployments(service, 1);
      await checkNotice(scene);
    } finally {
      await aws.events.send(new EnableRuleCommand({ Name }));
    }
  },
};
