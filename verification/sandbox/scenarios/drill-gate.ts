import { readDrill } from '#drill/store';
import { runCdk, variablesOf } from '../deploy.ts';
import { until } from '../incidents.ts';
import { deployed } from '../names.ts';
import { nightshift, type Said, typed } from '../nightshift.ts';
import { sleep } from '../processes.ts';
import { checkReplaced, checkUntouched } from './checks.ts';
import type { Scene } from './scene.ts';

/** A service that really breaks, and its alarm. */
export interface Real {
  readonly service: string;
  readonly alarm: string;
  readonly breaks: () => void;
  readonly mends: () => void;
}

/** Deploys the project, as a team does after a merge. */
export async function deployAgain({ world }: Scene): Promise<void> {
  await runCdk('deploy', world.local.endpoint, variablesOf(world));
}

/** Waits until alarms no longer count as part of the drill. */
export async function untilNoDrill({ world }: Scene, id: string): Promise<void> {
  const drill = await readDrill({ client: world.aws.tables, table: deployed.table }, id);
  await sleep(Math.max(0, Date.parse(drill?.until ?? '') + 1_000 - Date.now()));
}

/** A person types a command. */
export function typing(scene: Scene, args: readonly string[], hear?: (text: string) => void): Promise<Said> {
  scene.say(`a person types: ${typed(args)}`);
  return nightshift(scene.world.local.endpoint, args, hear);
}

/** Proven: it acts on a real fault without asking anyone. */
export async function actsAlone(scene: Scene, { service, alarm, breaks, mends }: Real): Promise<void> {
  const before = scene.world.fleet.pidsOf(service);
  const nth = scene.world.incidents.ofAlarm(alarm).length + 1;
  breaks();
  const { incident, attempts } = await scene.ends('healed', 60, alarm, nth);
  scene.check(
    `${service}: proven, it acts by itself`,
    incident.mode === 'auto' && !incident.drill,
    incident.mode,
  );
  scene.check('… once', attempts.length === 1 && attempts[0]?.state === 'acted', attempts[0]?.state);
  checkReplaced(scene, service, before);
  mends();
}

/** Not proven: a person is asked, says no, and is paged. Nothing was touched. */
export async function asksFirst(
  scene: Scene,
  { service, alarm, breaks, mends }: Real,
  code: string,
  says: string,
): Promise<void> {
  const { fleet, incidents } = scene.world;
  const [before, deployments] = [fleet.pidsOf(service), await fleet.deploymentsOf(service)];
  const nth = incidents.ofAlarm(alarm).length + 1;
  breaks();
  const { incident: opened } = await until(`a real incident of ${alarm}`, 30, () =>
    scene.incidentOf(alarm, nth),
  );
  const { asks, mode, drill } = opened;
  scene.check(`${service}: ${says}`, mode === 'approve' && asks?.code === code && !drill, asks?.code);
  const isRequest = (body: string) => body.includes(opened.id) && body.includes('Why you are asked');
  await until('the request for an approval', 30, () =>
    scene.messages().find(({ phone, body }) => phone === 'owner-channel' && isRequest(body)),
  );
  scene.check('… a person is asked', true);
  const denied = await typing(scene, ['deny', opened.id, '--why', 'not before it is proven', '--by', 'anna']);
  scene.check('… and says no', denied.status === 0, denied.text);
  const { attempts } = await scene.ends('escalated', 30, alarm, nth);
  const states = attempts.map(({ state }) => state).join(', ');
  scene.check('… no step began', !attempts.some(({ state }) => state === 'acted'), states);
  checkUntouched(scene, service, before);
  await scene.checkDeployments(service, deployments);
  await until(`the page of ${alarm}`, 15, () => scene.pages().find(({ body }) => body.includes(alarm)));
  mends();
  await scene.untilAlarm(alarm, 'OK', 30);
}
