import { until } from '../incidents.ts';
import { nightshift } from '../nightshift.ts';
import { checkNotice } from './checks.ts';
import { scaleOutEcsService, searchUnderLoad } from './ids.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';

const service = 'search';
/** Requests a second: two tasks keep up with 8, four with 16. */
const load = 12;

export const underLoad: Scenario = {
  name: 'under-load',
  runbook: searchUnderLoad,
  story:
    'More searches than two tasks can answer: twice as many tasks run while it lasts, and as many as before once it is over.',
  alarms: ['search-latency-high'],
  play: async (scene) => {
    const { fleet } = scene.world;
    await scene.breaking(`a campaign begins: ${load} searches a second`);
    const before = fleet.pidsOf(service).length;
    fleet.putLoad(service, load);
    const view = await scene.ends('healed', 90);
    const acted = view.attempts.map(({ action }) => action).join(', ');
    scene.check('it scaled out, and did nothing else', acted === scaleOutEcsService, acted);
    const running = fleet.pidsOf(service).length;
    scene.check('twice as many tasks run', running === 2 * before, `${before} before, ${running} now`);
    scene.check(
      'the load lasts, and the alarm is OK',
      scene.world.relay.stateOf(scene.alarm)?.value === 'OK',
    );
    await checkNotice(scene);
    const { id } = view.incident;
    scene.check('leases lists it', (await leases(scene)).includes(`${id}-1`));
    scene.say('the campaign is over');
    fleet.putLoad(service, 0);
    await checkRestored(scene, before, id);
  },
};

/** Nobody types anything: the sweeper, which its schedule starts every minute, restores it. */
async function checkRestored(scene: Scene, before: number, incident: string): Promise<void> {
  const { fleet, phones } = scene.world;
  const again = await until('a notice that it has its usual size again', 120, () =>
    phones.messages.find(({ body }) => body.includes(`ervice ${service} is at its usual size again`)),
  );
  scene.check("the owner's channel was told that", again.phone === 'owner-channel', again.phone);
  await until('as many tasks as before', 15, () => fleet.pidsOf(service).length === before || undefined);
  scene.check('as many tasks run as before', true);
  scene.check('leases lists it no more', !(await leases(scene)).includes(incident));
  scene.check('the alarm is OK', scene.world.relay.stateOf(scene.alarm)?.value === 'OK');
}

const leases = async ({ world: { local } }: Scene): Promise<string> =>
  (await nightshift(local.endpoint, ['leases'])).text;
