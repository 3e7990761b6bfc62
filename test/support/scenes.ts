import * as z from 'zod/mini';
import type { Done, Ready, Refusal } from '#core/action/action-handler';
import type { Action } from '#core/action/define-action';
import { closeIncident } from '#core/incident/close';
import { readIncident } from '#core/incident/incidents';
import { because } from '#core/reasons/reason';
import type { DeployedRunbook, DeployedStep } from '#core/runbook/runbook';
import { admit } from '#lambdas/admit/admit';
import type { AdmitOutput } from '#lambdas/admit/contract';
import { alarmEvent, Night } from '#testing/run';
import type { Remedy } from '#testing/services';
import type { Kept, Surroundings } from '#testing/surroundings';
import type { AlarmSetup } from '#testing/world/cloudwatch';
import { places, World } from '#testing/world/world';

/** The alarm that most scenes are about. */
export const alarmName = 'shop-5xx';

/** The ARN of the service that a made-up action touches. */
export const targetOf = (service: string): string =>
  `arn:aws:ecs:${places.region}:${places.account}:service/shop/${service}`;

export interface MadeUp {
  readonly id?: string;
  /** What acting does to the world. */
  readonly act?: () => Promise<void> | void;
  /** Why preflight refuses. */
  readonly refuses?: () => string | undefined;
  /** What preflight reads. */
  readonly look?: () => Promise<void> | void;
  /** What a service lies in. @default - nothing */
  readonly parents?: (service: string) => string[];
}

/** An action whose calls are made up, and how often it acted. */
export interface MadeUpRemedy extends Remedy {
  readonly acted: string[];
  readonly looked: string[];
}

/** A made-up action on an ECS-like service. */
export function aRemedy({
  id = 'restart',
  act = () => {},
  refuses,
  look = () => {},
  parents,
}: MadeUp = {}): MadeUpRemedy {
  const [acted, looked]: [string[], string[]] = [[], []];
  const action: Action = {
    id,
    title: titleOf(id),
    summary: `Does ${id}.`,
    disruption: 'None.',
    parameters: z.strictObject({ service: z.string() }) as unknown as Action['parameters'],
    targets: ({ service }) => [targetOf(String(service))],
    ...(parents ? { parents: ({ service }) => parents(String(service)) } : {}),
    permissions: () => [],
    network: 'aws-apis-only',
    timeoutSeconds: 30,
  };
  const handler: Remedy['handler'] = {
    preflight: async ({ service }): Promise<Ready<unknown> | Refusal> => {
      looked.push(String(service));
      await look();
      const refused = refuses?.();
      if (refused) return { refused };
      const before = { tasks: 2 };
      return {
        ready: true,
        intends: `${titleOf(id)} of ${service}.`,
        before,
        evidence: { kept: 'a log' },
        seen: {},
      };
    },
    act: async ({ service }): Promise<Done | Refusal> => {
      acted.push(String(service));
      await act();
      return { did: `Did ${id} on ${service}.`, after: { tasks: 2 } };
    },
  };
  return { action, handler, acted, looked };
}

const titleOf = (id: string): string => `${id.charAt(0).toUpperCase()}${id.slice(1)} it`;

/** A step of `aRunbook`. */
export const aStep = (action = 'restart', changes: Partial<DeployedStep> = {}): DeployedStep => ({
  action,
  title: titleOf(action),
  parameters: { service: 'shop' },
  timeoutSeconds: 30,
  verifyWithinSeconds: 180,
  ...changes,
});

/** A runbook in mode auto with one step, deployed. */
export const aRunbook = (changes: Partial<DeployedRunbook> = {}): DeployedRunbook => ({
  id: 'shop-errors',
  owner: 'team-shop',
  why: 'The pool leaks.',
  mode: 'auto',
  adopts: { names: [alarmName], prefixes: ['shop-'] },
  steps: [aStep()],
  approvalWithinSeconds: 300,
  recovered: { holdForSeconds: 60 },
  guards: { cooldownSeconds: 1800, maxRunsPerDay: 3, staleAfterSeconds: 300 },
  page: { urgency: 'high', pageBySeconds: 900, instructions: 'Look at the log.' },
  ...changes,
});

export interface Scene {
  readonly runbook?: Partial<DeployedRunbook>;
  readonly remedies?: readonly Remedy[];
  readonly alarm?: Partial<AlarmSetup>;
  readonly surroundings?: Surroundings;
}

/**
 * A night with one runbook and one alarm, which went to ALARM just now.
 * The engine's own background goes on as far as the clock is advanced.
 */
export function aNight({ runbook = {}, remedies = [aRemedy()], alarm = {}, surroundings = {} }: Scene = {}) {
  const world = new World();
  const deployed = aRunbook(runbook);
  const night = new Night(world, [deployed], remedies, surroundings);
  world.cloudwatch.put({ name: alarmName, ...alarm });
  return { world, night, runbook: deployed, services: night.services, event: eventOf(world) };
}

/** The event of a change that an alarm made just now. */
export const eventOf = (world: World, name = alarmName, state: 'OK' | 'ALARM' = 'ALARM') =>
  alarmEvent({ arn: world.cloudwatch.arnOf(name), name, state, at: world.clock.now() });

export const executionArn = (name: string): string =>
  `${places.stateMachine('shop-errors').replace(':stateMachine:', ':execution:')}:${name}`;

/** Admits an event for an execution that Step Functions knows to be running. */
export function admitted(
  scene: Pick<ReturnType<typeof aNight>, 'world' | 'services' | 'runbook' | 'event'>,
  name = 'first',
  changes: { readonly event?: unknown; readonly runbook?: DeployedRunbook } = {},
): Promise<AdmitOutput> {
  const { world, services, runbook, event } = scene;
  const arn = executionArn(name);
  const { executions } = world.stepFunctions;
  if (!executions.has(arn)) executions.set(arn, { arn, input: {}, status: 'RUNNING' });
  const input = { contract: 1 as const, execution: arn, event, runbook, ...changes };
  return world.clock.run(() => admit(input, services.admit));
}

/** Ends an incident and gives up its locks, as any stage would. @default the one incident in the table, healed */
export async function end(
  { night, services, world }: Pick<ReturnType<typeof aNight>, 'night' | 'services' | 'world'>,
  id = theIncident(night).incident.id,
  verdict: 'healed' | 'escalated' = 'healed',
): Promise<void> {
  const record = await readIncident(services.verify.database, id);
  if (!record) throw new Error(`There is no incident ${id}`);
  const ground = because('own-words', { text: 'a test ended it' });
  const ending = { verdict, ground, stage: 'verify' } as const;
  await closeIncident(services.verify.database, record, ending, world.clock.now());
}

/** The one incident in the table. */
export function theIncident(night: Night): Kept & { readonly incident: NonNullable<Kept['incident']> } {
  const [incident, ...more] = night.incidents();
  if (!incident || more.length > 0)
    throw new Error(`Expected one incident, found ${more.length + (incident ? 1 : 0)}`);
  return { ...night.record(incident.id), incident };
}

/** Heals the alarm so many virtual seconds from now. */
export const healsAfter = (world: World, seconds: number, name = alarmName): void => {
  world.clock.after(seconds, () => world.cloudwatch.set(name, 'OK'));
};

/** Keeps what the stages log out of the test run's output, and hands it over; call it once in a file or `describe`. */
export function hushed(): string[] {
  const lines: string[] = [];
  const methods = ['info', 'warn', 'error'] as const;
  const real = { ...console };
  beforeEach(() => {
    lines.length = 0;
    for (const method of methods) console[method] = (...parts) => lines.push(JSON.stringify(parts));
  });
  afterEach(() => {
    for (const method of methods) console[method] = real[method];
  });
  return lines;
}

/** The first words of a message: what a phone shows before anybody touches it. */
export const lockScreen = (body: string | undefined): string => (body ?? '').slice(0, 100);
