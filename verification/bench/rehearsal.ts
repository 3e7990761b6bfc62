import { StateMachine } from 'aws-local-stepfunctions';
import checkout from '#runbooks/checkout-api-errors';
import { deployable } from '#testing/deployable';
import { rehearse } from '#testing/rehearse';
import { compileWorkflow } from '#workflow/compile';
import { names } from '#workflow/names';
import { type Measured, median, type Part, type Row, rounded } from './part.ts';

/** Incidents per round, rounds, and how many of those only warm up and are left out. */
const [perRound, rounds, warmUp] = [300, 7, 2];
const target = 300;

const speedOf = 'incidents a second';
type SpeedRow = Row & { readonly night: string; readonly [speedOf]: number };

/** Incidents per second of a rehearsal, and of the interpreter alone on the same definition with empty handlers. */
export const rehearsal: Part = async (progress): Promise<Measured> => {
  const cases = [
    { night: 'healed at step 1', verdict: 'healed', run: () => rehearse(checkout, { healsAt: 1 }) },
    { night: 'healed at step 2', verdict: 'healed', run: () => rehearse(checkout, { healsAt: 2 }) },
    { night: 'nothing helps', verdict: 'escalated', run: () => rehearse(checkout) },
  ];
  const bare = bareInterpreter();
  const rows: SpeedRow[] = [];
  for (const { night, verdict, run } of cases) {
    progress(night);
    const first = await run();
    if (first.verdict !== verdict)
      throw new Error(`"${night}" was to end ${verdict}, and ended ${first.verdict}.`);
    const { calls, states } = sizeOf(first);
    rows.push({ night, [speedOf]: await speed(run), 'AWS calls': calls, 'state entries': states });
  }
  const slowest = rows.toSorted((one, other) => one[speedOf] - other[speedOf])[0] as SpeedRow;
  progress('the interpreter alone');
  rows.push({
    night: 'the interpreter alone',
    [speedOf]: await speed(bare.run),
    'AWS calls': 0,
    'state entries': bare.states,
  });
  const met = slowest[speedOf] >= target;
  return {
    tables: [{ title: 'A two-step runbook, from the broken service to the quiet after it', rows }],
    target: {
      says: `at least ${target} incidents a second on one core, whatever the night`,
      met,
      heldBackBy: met
        ? []
        : [
            `"${slowest.night}" reaches ${slowest[speedOf]}. The profile is flat: handlers, table, interpreter and garbage collection share it, and a machine that is busy otherwise (shared caches) halves it.`,
          ],
    },
    notes: [
      `Median of ${rounds - warmUp} rounds of ${perRound} nights, after ${warmUp} rounds to warm up; one process. A second is one of processor time, garbage collection included.`,
      'A night: the deployed definition, the real handlers, alarm arithmetic every minute, a sweep every minute, a reconciler every five.',
      'The interpreter alone runs the same definition on the way that heals at step 1; its handlers answer at once and its waits take no time.',
    ],
  };
};

const sizeOf = ({ scene, states }: Awaited<ReturnType<typeof rehearse>>) => ({
  calls: scene.world.wire.calls.filter(({ service }) => service !== 'lambda').length,
  states: states.length,
});

/** Incidents per second of processor time, median of several rounds: this leaves out other load on the machine. */
async function speed(run: () => Promise<unknown>): Promise<number> {
  const speeds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = process.cpuUsage();
    for (let night = 0; night < perRound; night++) await run();
    const { user, system } = process.cpuUsage(began);
    if (round >= warmUp) speeds.push(perRound / ((user + system) / 1e6));
  }
  return rounded(median(speeds));
}

/** The definition with handlers that do nothing, and no waiting. */
function bareInterpreter(): { readonly run: () => Promise<unknown>; readonly states: number } {
  const { runbook } = deployable(checkout);
  const { definition } = compileWorkflow(runbook);
  type Definition = ConstructorParameters<typeof StateMachine>[0];
  const machine = new StateMachine(definition as unknown as Definition, {
    validationOptions: { noValidate: true },
  });
  const answers = {
    Payload: { incident: 'one', deduplicationKey: 'one', answer: 'act', verdict: 'healed', summary: '' },
  };
  const taskResourceLocalHandlers = Object.fromEntries(
    Object.entries(definition.States)
      .filter(([, { Type }]) => Type === 'Task')
      .map(([name]) => [name, async () => answers]),
  );
  const overrides = { taskResourceLocalHandlers, waitTimeOverrides: { [names.hold(1)]: 0 } };
  const context = { Execution: { Id: 'bare' }, Task: { Token: 'bare' } };
  return { run: () => machine.run({}, { overrides, context }).result, states: 7 };
}
