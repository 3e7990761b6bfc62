import { admit } from '../lambdas/admit/admit.ts';
import { AdmitInput } from '../lambdas/admit/contract.ts';
import { PageInput } from '../lambdas/page/contract.ts';
import { page } from '../lambdas/page/page.ts';
import { recover } from '../lambdas/recover/recover.ts';
import { ActInput } from '../lambdas/remediate/contract.ts';
import { runAction } from '../lambdas/remediate/run-action.ts';
import type { Attempt, Incident, TimelineEntry } from '../lambdas/shared/records.ts';
import type { DeployedRunbook } from '../lambdas/shared/runbook.ts';
import { ExecutionEnded, executionEnded } from '../lambdas/sweep/execution-ended.ts';
import { sweep } from '../lambdas/sweep/sweep.ts';
import { VerifyInput } from '../lambdas/verify/contract.ts';
import { verify } from '../lambdas/verify/verify.ts';
import {
  actionFunction,
  admitFunction,
  pageFunction,
  verifyFunction,
} from '../lib/workflow/substitutions.ts';
import { type Ended, type Lambda, type Machine, prepare, type Running } from './interpret.ts';
import { type Remedy, type Services, servicesOn } from './services.ts';
import type { AlarmChange } from './world/cloudwatch.ts';
import type { Message } from './world/sns.ts';
import type { Execution } from './world/step-functions.ts';
import { places, type World } from './world/world.ts';

/** What goes on besides the executions. */
export interface Surroundings {
  /** Virtual seconds that an event takes from CloudWatch to a handler. @default 1 */
  readonly eventDelay?: number;
  /** Virtual seconds between two sweeps. @default 60 */
  readonly sweepEvery?: number;
}

/** What the table knows of one incident. */
export interface Kept {
  readonly incident: Incident | undefined;
  readonly attempts: readonly Attempt[];
  readonly timeline: readonly TimelineEntry[];
}

/** An execution, what it left in the table, and what people were told. */
export interface Rehearsed extends Ended, Kept {
  readonly verdict: Incident['verdict'];
  readonly messages: readonly Message[];
}

/**
 * A world with Nightshift deployed in it: the compiled definitions on the interpreter, the real stages behind them,
 * OK events, sweeps and status changes as virtual time passes.
 */
export class Night {
  readonly world: World;
  readonly services: Services;
  /** Errors of what runs beside the executions; AWS would have tried again, and so does this. */
  readonly troubles: unknown[] = [];
  readonly #machines: ReadonlyMap<string, Machine>;
  readonly #running = new Map<string, Running>();
  readonly #eventDelay: number;
  #deliveries = 0;

  constructor(
    world: World,
    runbooks: readonly DeployedRunbook[],
    remedies: readonly Remedy[],
    { eventDelay = 1, sweepEvery = 60 }: Surroundings = {},
  ) {
    this.world = world;
    this.services = servicesOn(world, remedies, runbooks);
    this.#eventDelay = eventDelay;
    this.#machines = new Map(
      runbooks.map((runbook) => [runbook.id, prepare(runbook, this.#lambdas(runbook, remedies), world)]),
    );
    for (const { arn, run } of this.#machines.values()) {
      world.stepFunctions.define(arn, (execution) => this.#follow(execution, run(execution)));
    }
    world.cloudwatch.onChange = (change) => {
      if (change.state === 'OK')
        this.beside('recover', () => recover(alarmEvent(change), this.services.recover));
    };
    const tick = () => {
      this.beside('sweep', () => sweep(this.services.sweep), 0);
      world.clock.after(sweepEvery, tick);
    };
    world.clock.after(sweepEvery, tick);
  }

  /** EventBridge delivers an event to a runbook: starts an execution under a name of its own. */
  deliver(runbook: string, event: unknown, name = `delivery-${++this.#deliveries}`): Running {
    const { executionArn } = this.world.stepFunctions.start(
      places.stateMachine(runbook),
      name,
      JSON.stringify(event),
    );
    const running = this.#running.get(executionArn);
    if (!running) throw new Error(`${executionArn} was not started`);
    return running;
  }

  /** Runs an execution to its end, and reads what it left. */
  async finish(running: Running): Promise<Rehearsed> {
    const ended = await this.world.clock.run(() => running.ended);
    const { incident } = (ended.output ?? {}) as { incident?: string };
    const id = incident ?? this.#heldBy(ended.arn)?.id;
    const record = this.record(id ?? '');
    return { ...ended, ...record, verdict: record.incident?.verdict, messages: this.world.sns.messages };
  }

  /** Everything in the table about one incident. */
  record(id: string): Kept {
    const items = this.world.dynamodb.all().filter((item) => item['pk'] === `INCIDENT#${id}`);
    const under = (prefix: string) => items.filter((item) => String(item['sk']).startsWith(prefix));
    return {
      incident: under('INCIDENT')[0] as Incident | undefined,
      attempts: under('ATTEMPT#') as unknown as Attempt[],
      timeline: under('AT#') as unknown as TimelineEntry[],
    };
  }

  /** Every incident in the table. */
  incidents(): Incident[] {
    const items = this.world.dynamodb.all().filter((item) => item['sk'] === 'INCIDENT');
    return items as unknown as Incident[];
  }

  /** Something that AWS starts by itself, in a while; failing, it is started again, twice, as Lambda does. */
  beside(name: string, work: () => Promise<unknown>, delay = this.#eventDelay, tries = 3): void {
    this.world.clock.after(delay, () => {
      this.world.wire
        .call('lambda', 'Invoke', { FunctionName: places.function(name) }, work)
        .catch((error) => {
          this.troubles.push(error);
          if (tries > 1) this.beside(name, work, 60, tries - 1);
        });
    });
  }

  #follow(execution: Execution, running: Running): void {
    this.#running.set(execution.arn, running);
    running.ended.then(({ status }) => {
      if (status === 'SUCCEEDED') return;
      const detail = { executionArn: execution.arn, status, input: JSON.stringify(execution.input) };
      const change = {
        source: 'aws.states',
        'detail-type': 'Step Functions Execution Status Change',
        detail,
      };
      const { environment } = places;
      this.beside('execution-ended', () =>
        executionEnded(ExecutionEnded.parse(change), environment, this.services.sweep),
      );
    });
  }

  #heldBy(execution: string): Incident | undefined {
    return this.incidents().find((incident) => incident.execution === execution);
  }

  /** Each function checks its input's contract, as its handler does. */
  #lambdas(runbook: DeployedRunbook, remedies: readonly Remedy[]): { [name: string]: Lambda } {
    const { services } = this;
    const lambdas: { [name: string]: Lambda } = {
      [admitFunction]: (payload) => admit(AdmitInput.parse(payload), services.admit),
      [verifyFunction]: (payload) => verify(VerifyInput.parse(payload), services.verify),
      [pageFunction]: (payload) => page(PageInput.parse(payload), services.page),
    };
    for (const step of runbook.steps) {
      const remedy = remedies.find(({ action }) => action.id === step.action);
      if (remedy) {
        lambdas[actionFunction(step)] = (payload) => runAction(remedy, ActInput.parse(payload), services.act);
      }
    }
    return lambdas;
  }
}

/** Rehearses one delivery of one event, from the event to the execution's end. */
export async function rehearse(night: {
  readonly runbook: DeployedRunbook;
  readonly world: World;
  readonly event: unknown;
  readonly remedies: readonly Remedy[];
}): Promise<Rehearsed> {
  const { runbook, world, event, remedies } = night;
  const one = new Night(world, [runbook], remedies);
  return one.finish(one.deliver(runbook.id, event));
}

/** A change of state as EventBridge delivers it. */
export const alarmEvent = ({ arn, name, state, at }: AlarmChange) => ({
  version: '0',
  id: `${name}-${at.getTime()}`,
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  time: at.toISOString(),
  account: places.account,
  region: places.region,
  resources: [arn],
  detail: {
    alarmName: name,
    state: { value: state, timestamp: at.toISOString().replace('Z', '+0000'), reason: 'Threshold Crossed' },
  },
});
