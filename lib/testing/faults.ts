import type { DeployedRunbook } from '#core/runbook/runbook';
import { type ActionWorld, type StepFault, stepFaults } from './world/action-world.ts';
import type { FailureOptions } from './world/failures.ts';
import type { Failure } from './world/wire.ts';
import type { World } from './world/world.ts';

/** Thrown for a fault or step that doesn't exist or can't apply; the message is a full sentence for whoever asked. */
export class ImpossibleFault extends Error {
  override readonly name = 'ImpossibleFault';
}

/** How long a frozen process sleeps beyond its function's timeout, in seconds. */
const overslept = 60;

/** What each fault does to the step's changing calls. `no-effect` lets them through, but they don't heal the service. */
const ways: Readonly<
  Record<Exclude<StepFault, 'no-effect'>, readonly [Failure, Pick<FailureOptions, 'seen' | 'times'>]>
> = {
  throttle: ['throttle', { times: Number.POSITIVE_INFINITY }],
  denied: ['denied', { times: Number.POSITIVE_INFINITY }],
  timeout: ['crash after', { seen: 'timeout' }],
  crash: ['crash after', { seen: 'error' }],
  freeze: ['freeze before', {}],
};

/** The number, from 1, of the step that a number or an action's id refers to. */
export function stepNumber(runbook: DeployedRunbook, step: number | string): number {
  const number = Number(step);
  const steps = runbook.steps.map(({ action }, index) => `${index + 1} (${action})`);
  if (Number.isInteger(number) && number >= 1 && number <= steps.length) return number;
  const fitting = runbook.steps.flatMap(({ action }, index) => (action === step ? [index + 1] : []));
  const [only, ...more] = fitting;
  if (only !== undefined && more.length === 0) return only;
  throw new ImpossibleFault(
    only === undefined
      ? `Runbook ${runbook.id} has no step ${JSON.stringify(step)}; its steps are ${steps.join(', ')}.`
      : `Runbook ${runbook.id} has ${fitting.length} steps ${step}; say which by its number: ${fitting.join(', ')}.`,
  );
}

/** Whether an invocation with this payload carries out this step. */
export const carriesOut = (payload: unknown, step: number): boolean =>
  typeof payload === 'object' &&
  payload !== null &&
  (payload as { step?: unknown }).step === step &&
  (payload as { dryRun?: unknown }).dryRun === false;

/**
 * Plans a fault for one step.
 * @returns a function that tells whether it has struck yet; undefined for `no-effect`
 * @throws ImpossibleFault
 */
export function planFault(
  world: World,
  part: ActionWorld,
  step: number,
  fault: StepFault,
): (() => boolean) | undefined {
  if (!stepFaults.includes(fault)) {
    throw new ImpossibleFault(
      `There is no fault ${JSON.stringify(fault)}; there are ${stepFaults.join(', ')}.`,
    );
  }
  const why = part.impossible?.[fault];
  if (why) throw new ImpossibleFault(`Step ${step} (${part.action.id}) can't meet ${fault}: ${why}`);
  if (fault === 'no-effect') return undefined;
  const [failure, options] = ways[fault];
  const { denied } = part;
  const struck = world.wire.plan(
    (call) => part.changes.includes(`${call.service}.${call.command}`) && carriesOut(call.by?.payload, step),
    failure,
    {
      ...options,
      ...(fault === 'freeze' ? { wakes: part.action.timeoutSeconds + overslept } : {}),
      ...(fault === 'denied' && denied ? { error: denied } : {}),
    },
  );
  return () => struck() > 0;
}
