import { readMassFailure } from '#core/incident/mass-failure';
import environment from '#environments/sandbox';
import { gatewayAlarms } from '../demo/services.ts';
import { type IncidentView, until } from '../incidents.ts';
import { deployed, webhookPhone } from '../names.ts';
import { paced } from '../pace.ts';
import type { PhoneMessage } from '../phones.ts';
import { sleep } from '../processes.ts';
import { checkUntouched } from './checks.ts';
import { deployedTime } from './deployed-time.ts';
import { webServiceHung } from './ids.ts';
import { restart } from './restart.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';

const gateway = 'web-gateway';
/** Services that hang after the gateway did: two before the first page, one after it. */
const early = ['web-prices', 'web-stock'] as const;
const later = 'web-media';
const alarmOf = (service: string): string => `${service}-errors`;

const limit = environment.massFailure?.incidents ?? 0;
/** How long the next page waits for more alarms, in milliseconds: five minutes of real time. */
const pageEvery = deployedTime(300);
/** Shortest time from a service's hang to its alarm, in milliseconds. */
const leastToAlarm = paced(1_500);

const alarms = [...early.map(alarmOf), alarmOf(later), ...gatewayAlarms] as [string, ...string[]];

export const massFailure: Scenario = {
  name: 'mass-failure',
  runbook: webServiceHung,
  story: `${gatewayAlarms.length} alarms fire at once, the limit is ${limit}: what has begun goes on, nothing new acts, and pages with one key list the rest, until it is calm.`,
  alarms,
  shows: alarms[0],
  crowd: gatewayAlarms,
  alone: true,
  play: async (scene) => {
    const { fleet } = scene.world;
    await scene.breaking(
      `${gateway} stops answering, and each of its ${gatewayAlarms.length} routes has an alarm`,
    );
    scene.expectPages(1);
    fleet.tasksOf(gateway)[0]?.breakAs({ fault: 'hang' });
    const massFailure = await until('a mass failure', 60, () => massFailureIn(scene));
    const before = new Map([...early, later].map((service) => [service, fleet.pidsOf(service)]));
    scene.say(`a mass failure since ${massFailure.since.slice(11, 19)}; ${early.join(' and ')} hang, too`);
    for (const service of early) fleet.tasksOf(service)[0]?.breakAs({ fault: 'hang' });
    const first = await firstPage(scene);
    await checkGateway(scene);
    await sleep(Math.max(0, first.at + pageEvery - leastToAlarm - Date.now()));
    scene.say(`${later} hangs, too`);
    fleet.tasksOf(later)[0]?.breakAs({ fault: 'hang' });
    await checkSuspended(scene, before);
    await checkActsAgain(scene);
  },
};

const massFailureIn = (scene: Scene) =>
  alarms
    .map((alarm) => scene.incidentOf(alarm)?.incident.massFailure)
    .find((massFailure) => massFailure !== undefined);

const firstPage = (scene: Scene): Promise<PhoneMessage> =>
  until('the page of the mass failure', 100, () => scene.pages().at(0));

/** What started before the limit continues: one restart, which heals every incident that waited for it. */
async function checkGateway(scene: Scene): Promise<void> {
  const views = await until('verdicts on all routes of the gateway', 60, () => {
    const found = gatewayAlarms.map((alarm) => scene.incidentOf(alarm));
    return found.every((view) => view?.incident.verdict) ? (found as IncidentView[]) : undefined;
  });
  const ended = (verdict: string) => views.filter(({ incident }) => incident.verdict === verdict).length;
  const [healed, escalated] = [ended('healed'), ended('escalated')];
  scene.say(
    `of the gateway's ${views.length} incidents ${healed} are healed, ${escalated} were not acted on`,
  );
  scene.check('those within the limit are healed', healed > 0 && healed <= limit, healed);
  scene.check('the others are left to a person', healed + escalated === views.length, escalated);
  scene.check(
    'only those of the mass failure are',
    views.every(
      ({ incident }) => (incident.verdict === 'escalated') === (incident.massFailure !== undefined),
    ),
  );
  await scene.checkDeployments(gateway, 1);
}

/** Services that hung during the mass failure were left alone; its pages share one key and list all alarms. */
async function checkSuspended(scene: Scene, before: ReadonlyMap<string, readonly number[]>): Promise<void> {
  for (const [service, pids] of before) {
    const { attempts } = await scene.ends('escalated', 40, alarmOf(service));
    scene.check(`no step was tried for ${service}`, attempts.length === 0, attempts.length);
    checkUntouched(scene, service, pids);
    await scene.checkDeployments(service, 0);
  }
  const suspended = alarms.filter((alarm) => scene.incidentOf(alarm)?.incident.massFailure);
  // The webhook gets a copy of what the topic gets, maybe a moment earlier.
  const pages = () => scene.pages().filter(({ phone }) => phone !== webhookPhone);
  const isListed = (alarm: string) => pages().some(({ body }) => body.includes(`- ${alarm} since`));
  await until('every alarm to be listed', 100, () => (suspended.every(isListed) ? true : undefined));
  scene.check(`the pages list all ${suspended.length} alarms of it`, true);
  scene.check('in more than one page, of one key', pages().length > 1, pages().length);
}

/** After the cool-down one of the services hangs again; this time it is acted on. */
async function checkActsAgain(scene: Scene): Promise<void> {
  const { fleet } = scene.world;
  await restart(scene, ...early, later);
  await Promise.all([...early, later].map((service) => scene.untilAlarm(alarmOf(service), 'OK', 30)));
  const [service] = early;
  const over = await massFailureOver(scene);
  scene.say(
    `it was calm for long enough at ${over.slice(11, 19)}; a task of ${service} stops answering again`,
  );
  const before = fleet.pidsOf(service);
  fleet.tasksOf(service)[0]?.breakAs({ fault: 'hang' });
  const { attempts } = await scene.ends('healed', 60, alarmOf(service), 2);
  scene.check('after the cool-down it acts again', attempts[0]?.state === 'acted', attempts[0]?.state);
  scene.check('… on the service that was left alone', String(fleet.pidsOf(service)) !== String(before));
}

/** Waits until the cool-down is over. @returns when that was (ISO 8601, UTC) */
async function massFailureOver({ world }: Scene): Promise<string> {
  const database = { client: world.aws.tables, table: deployed.table };
  return until('the cool-down to be over', 120, async () => {
    const state = await readMassFailure(database);
    return state && state.until < new Date().toISOString() ? state.until : undefined;
  });
}
