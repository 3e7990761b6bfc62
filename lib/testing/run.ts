import { readWorkEnded } from '#core/action/work-kinds';
import type { ChannelUse } from '#core/channel/define-channel';
import type { Attempt, Incident, TimelineEntry } from '#core/incident/records';
import { incidentOf } from '#core/incident/stored';
import { adoptionTag, adoptsByName, adoptsByTag, type DeployedRunbook } from '#core/runbook/runbook';
import { actionFunction } from '#workflow/substitutions';
import { alarmEvent, Events } from './events.ts';
import { deployFunctions, firstVersion, type Version } from './functions.ts';
import { prepare, type Running } from './interpret.ts';
import { visibleAgain } from './letters.ts';
import { type Remedy, type Services, servicesOn } from './services.ts';
import type { Kept, Rehearsed, Surroundings } from './surroundings.ts';
import type { AlarmChange } from './world/cloudwatch.ts';
import { awsLimits } from './world/limits.ts';
import type { Execution } from './world/step-functions.ts';
import { places, type World } from './world/world.ts';

export { alarmEvent } from './events.ts';

/**
 * A world with Nightshift deployed in it: the compiled definitions run on the interpreter with the real stages behind them,
 * and OK events, sweeps and status changes come as virtual time passes.
 */
export class Night {
  readonly world: World;
  readonly services: Services;
  /** Delivers events, and disturbs them where a test asks for that. */
  readonly events: Events;
  /** Errors of functions that run beside the executions. AWS would retry these functions, and so does this. */
  readonly troubles: unknown[] = [];
  /** Every execution, in the order in which they were started. */
  readonly running = new Map<string, Running>();
  /**
   * Whether a scheduled function would find nothing to do now. It is then counted but not run, which makes no difference: most
   * calls of a long rehearsal belong to such looks.
   */
  findsNothing: (name: 'sweep' | 'reconcile') => boolean = () => false;
  /** Called when an execution starts. */
  onStart: () => void = () => {};
  readonly #remedies: readonly Remedy[];
  readonly #channels: readonly ChannelUse[];
  readonly #hasAnswerPage: boolean;
  #runbooks: readonly DeployedRunbook[];
  readonly #eventDelay: number;
  #deliveries = 0;
  #letters = 0;
  #firstEvent: unknown;

  constructor(
    world: World,
    runbooks: readonly DeployedRunbook[],
    remedies: readonly Remedy[],
    {
      eventDelay = 1,
      sweepEvery = 60,
      reconcileEvery,
      startsRunbooks = false,
      diagnoses = false,
      channels = [],
      hasAnswerPage = false,
      limits = 'none',
      firstEvent,
    }: Surroundings = {},
  ) {
    this.world = world;
    if (limits !== 'none') world.limit(limits === 'aws' ? awsLimits : limits);
    this.services = servicesOn(world, remedies, runbooks, channels, '', hasAnswerPage);
    this.#hasAnswerPage = hasAnswerPage;
    this.events = new Events(world.clock, eventDelay);
    this.#eventDelay = eventDelay;
    this.#runbooks = runbooks;
    this.#remedies = remedies;
    this.#channels = channels;
    this.#firstEvent = firstEvent;
    this.deploy(firstVersion);
    world.cloudwatch.onChange = (change) => {
      if (diagnoses && change.state === 'ALARM') this.beside('diagnose', alarmEvent(change));
      this.#pass(change, startsRunbooks);
    };
    world.onWorkEnded = (event) => this.#passWork(event);
    this.#every(sweepEvery, 'sweep');
    if (reconcileEvery !== undefined) this.#every(reconcileEvery, 'reconcile');
  }

  /** Deploys a version for executions that start from now on. Those under way keep theirs, whose functions stay. */
  deploy(version: Version): void {
    const { world } = this;
    deployFunctions(world, this.#runbooks, this.#remedies, this.#channels, version, this.#hasAnswerPage);
    for (const runbook of this.#runbooks) {
      const { arn, run, definition } = prepare(runbook, world, version);
      world.stepFunctions.define(arn, (execution) => this.#follow(execution, run(execution)), definition);
    }
  }

  /** Replaces the functions that the state machines call with ones built with another contract. */
  replaceFunctions(contract: number): void {
    const version = { ...firstVersion, contract };
    deployFunctions(this.world, this.#runbooks, this.#remedies, this.#channels, version, this.#hasAnswerPage);
  }

  /** Deploys without these runbooks: CloudFormation deletes their state machines, which ends executions under way. */
  remove(runbooks: readonly string[]): void {
    const { world } = this;
    this.#runbooks = this.#runbooks.filter(({ id }) => !runbooks.includes(id));
    deployFunctions(world, this.#runbooks, this.#remedies, this.#channels);
    for (const arn of runbooks.map(places.stateMachine)) {
      world.stepFunctions.remove(arn);
      const executions = `${arn.replace(':stateMachine:', ':execution:')}:`;
      for (const [execution, { abort }] of this.running) if (execution.startsWith(executions)) abort();
    }
  }

  /** Delivers an event to a runbook as EventBridge does: starts an execution under a name of its own. */
  deliver(runbook: string, event: unknown, name = `delivery-${++this.#deliveries}`): Running {
    const { executionArn } = this.world.stepFunctions.start(
      places.stateMachine(runbook),
      name,
      JSON.stringify(event),
    );
    const running = this.running.get(executionArn);
    if (!running) throw new Error(`${executionArn} was not started`);
    return running;
  }

  /** Runs an execution to its end, and reads what it left in the table. */
  async finish(running: Running): Promise<Rehearsed> {
    const ended = await this.world.clock.run(() => running.ended);
    const { incident } = (ended.output ?? {}) as { incident?: string };
    const id = incident ?? this.#heldBy(ended.arn)?.id;
    const record = this.record(id ?? '');
    return { ...ended, ...record, verdict: record.incident?.verdict, messages: this.world.sns.messages };
  }

  /** Everything in the table about one incident. */
  record(id: string): Kept {
    const items = this.world.dynamodb.partition(`INCIDENT#${id}`);
    const under = (prefix: string) => items.filter((item) => String(item['sk']).startsWith(prefix));
    return {
      incident: under('INCIDENT').map(incidentOf)[0],
      attempts: under('ATTEMPT#') as unknown as Attempt[],
      timeline: under('AT#') as unknown as TimelineEntry[],
    };
  }

  /** @param isWanted @default - every incident in the table */
  incidents(isWanted: (incident: Incident) => boolean = () => true): Incident[] {
    return this.world.dynamodb
      .all((item) => item['sk'] === 'INCIDENT')
      .map(incidentOf)
      .filter(isWanted);
  }

  /** Starts a function on AWS's behalf, after a delay. If it fails, it is started again up to twice, as Lambda does. */
  beside(name: string, event: unknown, delay = this.#eventDelay, waits?: Iterator<number, undefined>): void {
    const heard = (error: unknown) => this.troubles.push(error);
    this.world.clock.after(
      delay,
      () => void this.world.lambda.invokeUntilDone(places.function(name), event, heard, waits),
    );
  }

  #every(seconds: number, name: 'sweep' | 'reconcile'): void {
    this.world.clock.after(seconds, () => {
      this.#every(seconds, name);
      if (!this.findsNothing(name)) return this.beside(name, {}, 0);
      this.world.lambda.pass(places.function(name));
      return false;
    });
  }

  #pass(change: AlarmChange, startsRunbooks: boolean): void {
    const event = alarmEvent(change);
    if (change.state === 'OK') {
      this.events.pass(
        'OK',
        () => this.beside('recover', event, 0),
        () => this.#bury(event),
      );
    } else if (change.state === 'ALARM' && startsRunbooks) {
      const runbook = this.#adopter(change.name);
      const given = this.#firstEvent ?? event;
      this.#firstEvent = undefined;
      if (!runbook) return;
      const isThere = () => this.#runbooks.includes(runbook);
      const start = () => (isThere() ? this.#start(runbook.id, given) : this.#bury(given));
      this.events.pass('ALARM', start, () => this.#bury(given));
    }
  }

  /** Passes it to each function whose rule matches, as `lib/cdk/runbooks/work-events.ts` deploys them. */
  #passWork(event: object): void {
    const steps = this.#runbooks.flatMap((runbook) => runbook.steps);
    const begin = steps.filter(({ action }) => {
      const work = this.#remedies.find((remedy) => remedy.action.id === action)?.action.work;
      return work && readWorkEnded(work.kind, event);
    });
    for (const name of new Set(begin.map(actionFunction)))
      this.events.pass(
        'WORK',
        () => this.beside(name, event, 0),
        () => this.#bury(event),
      );
  }

  /** Retries every second while StartExecution is throttled. EventBridge would give up once the event is too old. */
  #start(runbook: string, event: unknown): void {
    const call = { service: 'step-functions', command: 'StartExecution', input: {} };
    if (this.world.wire.account?.refuses(call)) this.world.clock.after(1, () => this.#start(runbook, event));
    else this.deliver(runbook, event);
  }

  /** Puts an event into the dead-letter queue, which delivers it until its consumer has dealt with it. */
  #bury(event: unknown): void {
    const messageAttributes = { ERROR_CODE: { stringValue: 'NO_RESOURCE', dataType: 'String' } };
    const letter = { messageId: `letter-${++this.#letters}`, body: JSON.stringify(event), messageAttributes };
    this.beside('dead-letters', { Records: [letter] }, undefined, visibleAgain());
  }

  /** The runbook whose rule matches the alarm. */
  #adopter(alarm: string): DeployedRunbook | undefined {
    const tag = this.world.cloudwatch.tagsOf(alarm)[adoptionTag];
    return this.#runbooks.find(
      (runbook) =>
        adoptsByName(runbook.adopts, alarm) || (tag === runbook.id && adoptsByTag(runbook.adopts, alarm)),
    );
  }

  #follow(execution: Execution, running: Running): void {
    this.running.set(execution.arn, running);
    this.onStart();
    execution.stop = running.abort;
    running.ended.then(({ status }) => {
      if (status === 'SUCCEEDED') return;
      const detail = { executionArn: execution.arn, status, input: JSON.stringify(execution.input) };
      const source = { source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change' };
      const event = { ...source, detail };
      this.events.pass(
        'ENDED',
        () => this.beside('execution-ended', event, 0),
        () => this.#bury(event),
      );
    });
  }

  #heldBy(execution: string): Incident | undefined {
    return this.incidents((incident) => incident.execution === execution)[0];
  }
}
