import { deduplicationKey } from '#core/page/key';
import { views } from '#lambdas/widget/contract';
import shopPagesStaleRunbook from '#runbooks/shop-pages-stale';
import { countKeys, fillCache, pages } from '../demo/cache.ts';
import { release } from '../demo/configuration.ts';
import { until } from '../incidents.ts';
import { nightshift, type Said, typed } from '../nightshift.ts';
import { callWidget } from '../widget.ts';
import { checkUntouched } from './checks.ts';
import { cooledDown } from './cooldown.ts';
import { restartEcsTasks, shopPagesStale } from './ids.ts';
import { restart } from './restart.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';

const [inFlight, late] = ['shop-search', 'web-profile'];
const [inFlightAlarm, lateAlarm] = ['shop-search-stale', 'web-profile-errors'];
const why = 'it restarts the wrong service';
const by = 'anna';

export const stopAll: Scenario = {
  name: 'stop-all',
  runbook: shopPagesStale,
  story:
    'A person stops everything while an incident is between its steps: no further step, a page for it and for each new alarm, until resume.',
  alarms: [inFlightAlarm, lateAlarm],
  alone: true,
  play: async (scene) => {
    const { redis, incidents } = scene.world;
    // Another scenario may have flushed the same cache.
    await cooledDown(shopPagesStaleRunbook, incidents.lastActing(shopPagesStale));
    await fillCache(redis);
    await scene.breaking(`half a template is released to ${inFlight}: the restart will not help`);
    // One page per outage: each of the two services has one in which nothing helped. The last is healed.
    scene.expectPages(2);
    release(inFlight, { template: 'half' });
    const { incident } = await until('the restart', 30, () => {
      const view = scene.incidentOf(inFlightAlarm);
      return view?.attempts.some(({ state }) => state === 'acted') ? view : undefined;
    });
    await stopEverything(scene, incident.id);
    try {
      await checkNewAlarm(scene);
      await checkInFlight(scene);
    } finally {
      await typing(scene, ['resume', '--why', 'the dimension of the alarm is right now', '--by', by]);
    }
    await checkActsAgain(scene);
  },
};

/** A person types a command; it has to succeed. */
async function typing(scene: Scene, args: readonly string[]): Promise<Said> {
  scene.say(`a person types: ${typed(args)}`);
  const said = await nightshift(scene.world.local.endpoint, args);
  scene.check(`${typed(args.slice(0, 1))} is done`, said.status === 0, said.text);
  return said;
}

async function stopEverything(scene: Scene, incident: string): Promise<void> {
  const { text } = await typing(scene, ['stop-all', '--why', why, '--by', by]);
  scene.check('stop-all names the incident in flight', text.includes(incident), text);
  const mode = await typing(scene, ['mode']);
  scene.check('mode says who stopped everything, and why', mode.text.includes(`${by} at`), mode.text);
  await checkWidget(scene, incident);
}

/** In each view, the dashboard's widget reads all it shows under its own role. */
async function checkWidget(scene: Scene, incident: string): Promise<void> {
  const shown: Record<string, string> = {};
  for (const view of views) shown[view] = await callWidget(scene.world.aws, { view, incident, span: '1d' });
  const { now = '', incidents = '', incident: one = '' } = shown;
  scene.check('the widget says who stopped everything', now.includes(`stop-all is set by ${by} at`), now);
  scene.check('… and has asked Lambda for a hard stop', !now.includes('Not checked'), now);
  scene.check('its list has the incident', incidents.includes(incident), incidents);
  scene.check('… which it shows, with its step', one.includes('Restart ECS tasks'), one);
  const denied = views.filter((view) => /AccessDenied|not authorized/.test(shown[view] ?? ''));
  scene.check('it may read whatever it shows', denied.length === 0, denied.join(', '));
}

/** While everything is stopped, an alarm is paged at once and its service left alone. */
async function checkNewAlarm(scene: Scene): Promise<void> {
  const { fleet } = scene.world;
  const before = fleet.pidsOf(late);
  scene.say(`a task of ${late} stops answering`);
  fleet.tasksOf(late)[0]?.breakAs({ fault: 'hang' });
  const { incident, attempts } = await scene.ends('escalated', 30, lateAlarm);
  scene.check(
    'the new alarm is paged because of it',
    Boolean(incident.summary?.includes(why)),
    incident.summary,
  );
  scene.check('no step was tried for it', attempts.length === 0, attempts.length);
  checkUntouched(scene, late, before);
  await scene.checkDeployments(late, 0);
  await restart(scene, late);
  await scene.untilAlarm(lateAlarm, 'OK', 30);
}

/** The run in flight took no further step, although the first had not helped. */
async function checkInFlight(scene: Scene): Promise<void> {
  const { incident, attempts } = await scene.ends('escalated', 60, inFlightAlarm);
  const states = attempts.map(({ action, state }) => `${action} ${state}`).join(', ');
  const [first, second] = attempts;
  scene.check(
    'its first step had acted',
    first?.state === 'acted' && first.action === restartEcsTasks,
    states,
  );
  scene.check('its second step was refused', second?.state === 'refused', states);
  scene.check('… because of stop-all', second?.summary.includes(why) ?? false, second?.summary);
  const left = await countKeys(scene.world.redis, 'page');
  scene.check('Redis holds every rendered page still', left === pages, left);
  await scene.checkDeployments(inFlight, 1);
  const page = await until('its page', 15, () =>
    scene.pages().find((message) => message.deduplicationKey === deduplicationKey(incident)),
  );
  scene.check('its page says who stopped it', page.body.includes(`${by} at`), page.body);
  const show = await typing(scene, ['show', incident.id]);
  scene.check('show tells the same', show.text.includes(why), show.text);
  scene.say(`a person rolls the template release of ${inFlight} back`);
  release(inFlight, {});
}

/** After resume, the next alarm is acted on again. */
async function checkActsAgain(scene: Scene): Promise<void> {
  const { fleet } = scene.world;
  const before = fleet.pidsOf(late);
  scene.say(`a task of ${late} stops answering again`);
  fleet.tasksOf(late)[0]?.breakAs({ fault: 'hang' });
  const { attempts } = await scene.ends('healed', 60, lateAlarm, 2);
  scene.check('after resume it acts again', attempts[0]?.state === 'acted', attempts[0]?.state);
  scene.check('… on the service that was left alone', String(fleet.pidsOf(late)) !== String(before));
}
