import { release } from '../demo/configuration.ts';
import { until } from '../incidents.ts';
import { webhookPhone } from '../names.ts';
import { checkPage, untilMessage } from './checks.ts';
import { webServiceHung } from './ids.ts';
import type { Scenario } from './scenario.ts';

const service = 'web-billing';

export const channelDown: Scenario = {
  name: 'channel-down',
  runbook: webServiceHung,
  story:
    'One of the pager\u2019s channels answers 500, then nothing; the page arrives over the other one at once, and over the backup path.',
  alarms: ['web-billing-errors'],
  needsOwnEmulator: true,
  play: async (scene) => {
    const { webhook } = scene.world;
    await scene.breaking(`half a template is released to ${service}, and the webhook of the pager is down`);
    scene.expectPages(1);
    const outage = webhook.breakFor(scene.alarm);
    try {
      release(service, { template: 'half' });
      await scene.ends('escalated', 60);
      const page = await checkPage(scene);
      const backup = await untilMessage(scene, 'phone-backup', 45);
      scene.check(
        'the copy on the backup path has the same key',
        backup.deduplicationKey === page.deduplicationKey,
        backup.deduplicationKey,
      );
      const gaveUpAt = await until('the last try to be given up', 40, () =>
        outage.tries() > 1 ? outage.brokenOffAt() : undefined,
      );
      scene.check(
        'the other channel did not wait for it',
        page.at < gaveUpAt,
        `${page.at - gaveUpAt} ms later`,
      );
      scene.say(`the webhook was tried ${outage.tries()} times`);
      const reached = scene.messages().filter(({ phone }) => phone === webhookPhone).length;
      scene.check('the webhook let nothing through', reached === 0, reached);
    } finally {
      outage.end();
    }
    scene.say('a person rolls the release back; the webhook is up again');
    release(service, {});
  },
};
