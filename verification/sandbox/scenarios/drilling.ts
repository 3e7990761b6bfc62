import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { actions } from '#action/register';
import { because, reasonText } from '#core/reasons/reason';
import { DeployedRunbook } from '#core/runbook/runbook';
import type { Drill } from '#drill/drill';
import type { Injector } from '#drill/injector';
import { begin, finish, look, stop } from '#drill/run';
import type { DrillRequest, DrillServices } from '#drill/services';
import { names as states } from '#workflow/names';
import { account, arn, deployed, environment, region } from '../names.ts';
import { paced } from '../pace.ts';
import { sleep } from '../processes.ts';
import { deployedTime } from './deployed-time.ts';
import type { Scene } from './scene.ts';

/** What a drill in the sandbox breaks, and how. */
export interface Breaks {
  readonly runbook: string;
  readonly alarm: string;
  readonly injector: Injector;
  readonly name: string;
  readonly endsByItself: boolean;
}

/** How it is drilled. */
export interface How {
  readonly control?: boolean;
  /** Stopped once its alarm fires. @default - it runs to its end */
  readonly stopped?: boolean;
}

/** One drill from start to verdict, as `nightshift drill` runs it, with the sandbox's injector. */
export async function drill(scene: Scene, breaks: Breaks, how: How = {}): Promise<Drill> {
  const services = servicesFor(scene, breaks.injector);
  const drill = await begun(requestFor(await runbookOf(scene, breaks.runbook), breaks, how), services);
  for (;;) {
    await sleep(500);
    const found = await look(drill, services);
    if (found.over) return finish(found, drill.version, services);
    if (how.stopped && found.alarm === 'ALARM')
      return stop(drill, because('drill-stopped-by', { by: drill.by }), services, found.record);
  }
}

/** The deployed runbook, read from its state machine. */
async function runbookOf({ world }: Scene, id: string): Promise<DeployedRunbook> {
  const { definition = '{}' } = await world.aws.sfn.send(
    new DescribeStateMachineCommand({ stateMachineArn: arn.stateMachine(id) }),
  );
  const { States } = JSON.parse(definition);
  return DeployedRunbook.parse(States[states.admit].Parameters.Payload.runbook);
}

const requestFor = (
  runbook: DeployedRunbook,
  { alarm, name, endsByItself }: Breaks,
  { control = false }: How,
): DrillRequest => ({
  ...{ environment, runbook, alarm, control, expects: 1, perDay: 20 },
  ...{ by: 'the sandbox', why: 'a demonstration' },
  fault: { injector: 'demo', name, endsByItself },
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

/** Starts once the alarm is OK and the cooldown over after the last drill. */
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
