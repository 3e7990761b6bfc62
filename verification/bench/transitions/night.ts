import { actions } from '#action/register';
import { resolveRunbooks } from '#checks/resolve';
import type { Action } from '#core/action/define-action';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { deployable } from '#testing/deployable';
import { alarmEvent, Night } from '#testing/run';
import type { Remedy } from '#testing/services';
import { World } from '#testing/world/world';
import { environmentFor, runbookSources } from '../synth/generated.ts';
import { assumptions } from './prices.ts';
import { Meter, type Units } from './units.ts';

/** What one incident asked of AWS. */
export interface Incident {
  readonly verdict: string;
  /** Names of the states entered, in order. */
  readonly states: readonly string[];
  /** Names of the Lambdas invoked, in order. */
  readonly invocations: readonly string[];
  /** Number of calls to each service, without Lambda's own. */
  readonly calls: Readonly<Record<string, number>>;
  readonly tableOperations: number;
  readonly units: Units;
  readonly schedulesFired: number;
  readonly publishes: number;
}

/** A runbook with two steps, as it is deployed; somebody has acknowledged its test pages. */
export function twoSteps(): DeployedRunbook {
  const file = 'environments/bench.ts';
  const { runbooks, problems } = resolveRunbooks(
    runbookSources(1),
    { file, spec: environmentFor(1, 1) },
    actions,
  );
  const [runbook] = runbooks;
  if (!runbook) throw new Error(`The generated runbook is unsound: ${JSON.stringify(problems)}`);
  return deployable(runbook.deployed).runbook;
}

/** An action whose own calls always work. */
const remedy = (action: Action, acted: () => void): Remedy => ({
  action,
  handler: {
    preflight: async () => ({
      ready: true,
      intends: 'Act on the target.',
      before: { tasks: 2 },
      evidence: {},
      seen: {},
    }),
    act: async () => {
      acted();
      return { did: 'Acted on the target.', after: { tasks: 2 } };
    },
  },
});

/** Nobody sweeps: the sweeper's calls cost the same without an incident. */
const sweepEvery = 86_400;

/**
 * Runs the compiled definition with the real stages through one incident, in virtual time.
 * @param healsAt the step after which the alarm goes OK; if none, a person is paged
 */
export async function incident(healsAt?: number): Promise<Incident> {
  const runbook = twoSteps();
  const [alarm = ''] = runbook.adopts.names;
  const world = new World();
  const meter = new Meter(world);
  const heals = (step: number) => () => {
    if (step !== healsAt) return;
    world.clock.after(assumptions.recoverySeconds, () => world.cloudwatch.set(alarm, 'OK'));
  };
  const remedies = runbook.steps.map((step, index) => {
    const action = actions[step.action];
    if (!action) throw new Error(`There is no action ${step.action}`);
    return remedy(action, heals(index + 1));
  });
  const night = new Night(world, [runbook], remedies, { sweepEvery });
  world.cloudwatch.put({ name: alarm });
  const event = alarmEvent({
    arn: world.cloudwatch.arnOf(alarm),
    name: alarm,
    state: 'ALARM',
    at: world.clock.now(),
  });
  const { verdict, states } = await night.finish(night.deliver(runbook.id, event));
  const expected = healsAt === undefined ? 'escalated' : 'healed';
  if (verdict !== expected) throw new Error(`The incident was to end ${expected}, and ended ${verdict}.`);
  // The status change of a failed execution comes a little later.
  await world.clock.advance(120);
  return { verdict, states: states.map(({ name }) => name), ...asked(world, meter) };
}

function asked(world: World, meter: Meter): Omit<Incident, 'verdict' | 'states'> {
  const { calls } = world.wire;
  const of = (service: string) => calls.filter((call) => call.service === service);
  const byService = Map.groupBy(
    calls.filter(({ service }) => service !== 'lambda'),
    ({ service }) => service,
  );
  const created = of('scheduler').filter(({ command }) => command === 'CreateSchedule').length;
  const deleted = of('scheduler').filter(({ command }) => command === 'DeleteSchedule').length;
  return {
    invocations: of('lambda').map(({ input }) => String(input['FunctionName']).split(':').at(-1) ?? ''),
    calls: Object.fromEntries([...byService].map(([service, { length }]) => [service, length])),
    tableOperations: of('dynamodb').length,
    units: meter.units(),
    schedulesFired: Math.max(0, created - deleted),
    publishes: of('sns').length,
  };
}
