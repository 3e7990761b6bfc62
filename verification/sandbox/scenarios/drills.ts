import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { actions } from '#action/register';
import { because, reasonText } from '#core/reasons/reason';
import { DeployedRunbook } from '#core/runbook/runbook';
import type { Drill } from '#drill/drill';
import type { Injector } from '#drill/injector';
import { begin, finish, look, stop } from '#drill/run';
import type { DrillRequest, DrillServices } from '#drill/services';
import { names as states } from '#workflow/names';
import { badRelease, failing } from '../demo/injector.ts';
import { account, arn, deployed, environment, region } from '../names.ts';
import { paced } from '../pace.ts';
import { sleep } from '../processes.ts';
import { deployedTime } from './deployed-time.ts';
import { webServiceHung } from './ids.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';

const [drilled, unhelped] = ['web-account-errors', 'web-news-errors'] as const;

export const drills: Scenario = {
  name: 'drills',
  runbook: webServiceHung,
  story:
    'Two services are broken on purpose: a drill proves the restart, with a control; another shows that it does not help.',
  alarms: [drilled, unhelped],
  play: async (scene) => {
    const { fleet } = scene.world;
    const runbook = await runbookOf(scene);
    const fails = failing(fleet, 'web-account');
    const drill = (injector: Injector, alarm: string, more: Partial<DrillRequest> = {}) =>
      ended(scene, injector, { ...requestFor(runbook, alarm), ...more });

    await scene.breaking('web-account fails for a while, on purpose');
    const alone = await drill(fails, drilled);
    check(scene, 'a fault that ends by itself proves nothing alone', alone, 'not-proven', 'drill-no-control');
    const control = await drill(fails, drilled, { control: true });
    check(scene, 'the control does not recover while nothing acts', control, 'not-recovered');
    const proof = await drill(fails, drilled);
    check(scene, 'beside the control, the restart is proven', proof, 'proven');

    scene.say('web-news gets a bad release, on purpose: no restart will help');
    const release = badRelease('web-news');
    const lasting = { fault: { injector: 'demo', name: 'a bad release', endsByItself: false } };
    const failed = await drill(release, unhelped, lasting);
    check(scene, 'a restart that does not help proves nothing', failed, 'not-proven', 'drill-not-healed');
    scene.check('its fault is over', !release.isBroken());
    const stopped = await drill(release, unhelped, { ...lasting, control: true, why: 'to be stopped' });
    check(scene, 'a drill is stopped in its middle', stopped, 'stopped', 'drill-stopped-by');
    scene.check('the fault of the stopped drill is over', !release.isBroken());
    await scene.untilAlarm(unhelped, 'OK', 60);
    const isDrill = scene.messages().every(({ body }) => body.startsWith('DRILL '));
    scene.check('every message says DRILL in its first word', scene.messages().length > 0 && isDrill);
  },
};

/** The runbook as it is deployed, read off its state machine. */
async function runbookOf({ world }: Scene): Promise<DeployedRunbook> {
  const { definition = '{}' } = await world.aws.sfn.send(
    new DescribeStateMachineCommand({ stateMachineArn: arn.stateMachine(webServiceHung) }),
  );
  const { States } = JSON.parse(definition);
  return DeployedRunbook.parse(States[states.admit].Parameters.Payload.runbook);
}

const requestFor = (runbook: DeployedRunbook, alarm: string): DrillRequest => ({
  ...{ environment, runbook, alarm, expects: 1, perDay: 20, by: 'the sandbox', why: 'a demonstration' },
  fault: { injector: 'demo', name: 'it answers 500', endsByItself: true },
  // Longer than the runbook watches in a control.
  lastsSeconds: deployedTime(900) / 1000,
});

function servicesFor({ world }: Scene, injector: Injector): DrillServices {
  const { cloudwatch, ssm, scheduler, tables } = world.aws;
  return {
    ...{ cloudwatch, ssm, scheduler, actions, injector },
    database: { client: tables, table: deployed.table },
    deadlineGroup: deployed.deadlineGroup,
    place: { partition: 'aws', region, account },
    restore: async () => {},
    now: () => new Date(),
  };
}

/** One drill from its beginning to its verdict; one that is to be stopped is stopped once its alarm is on. */
async function ended(scene: Scene, injector: Injector, request: DrillRequest): Promise<Drill> {
  const services = servicesFor(scene, injector);
  const drill = await begun(request, services);
  for (;;) {
    await sleep(500);
    const found = await look(drill, services);
    if (found.over) return finish(found, drill.version, services);
    if (request.why === 'to be stopped' && found.alarm === 'ALARM')
      return stop(drill, because('drill-stopped-by', { by: request.by }), services, found.record);
  }
}

/** The alarm has to be OK again, and the cooldown over, after the drill before. */
async function begun(request: DrillRequest, services: DrillServices): Promise<Drill> {
  const until = Date.now() + paced(90_000);
  for (;;) {
    const drill = await begin(request, services);
    if (!('not' in drill)) return drill;
    if (Date.now() > until)
      throw new Error(`It did not begin: ${drill.not.map((one) => reasonText(one)).join('; ')}`);
    await sleep(1_000);
  }
}

function check(scene: Scene, what: string, drill: Drill, verdict: Drill['verdict'], code?: string): void {
  const isSo = drill.verdict === verdict && drill.reason?.code === code;
  scene.check(what, isSo, `${drill.verdict}${drill.reason ? `: ${reasonText(drill.reason)}` : ''}`);
}
