import { isDeepStrictEqual } from 'node:util';
import type { ActionContext, ActionHandler, Ready, Refusal } from '#core/action/action-handler';
import { type AlarmReading, type NoReading, nameOf, readAlarm } from '#core/alarm/alarm';
import type { AlarmFacts } from '#core/incident/records';
import { because, type Reason } from '#core/reasons/reason';
import { readSwitches, type Switches } from '#core/switches/modes';
import { errorText } from '#core/text';
import { refusalFor } from '../reasons.ts';
import type { ActInput } from './contract.ts';
import { offRunbook } from './off-runbook.ts';
import type { ActServices, Remediation } from './run-action.ts';

/** What a look may also depend on: the attempt, and how long its change would stay. */
type Terms = Pick<ActionContext, 'attempt' | 'leaseSeconds'>;

/** What is read in parallel with the incident, to save a round of calls. Nothing of it counts unless the record agrees. */
export interface Ahead<Parameters extends object, Seen> {
  /** The alarm's state now. If the record names another alarm, that one is read. */
  readonly alarm: (of: AlarmFacts) => Promise<AlarmReading | NoReading>;
  /** The action's look. If the record has other parameters, it looks again with those. */
  readonly look: (by: Parameters, more?: Terms) => Promise<Ready<Seen> | Refusal>;
  readonly switches: Switches | { readonly unreadable: Reason };
}

/**
 * Reads the target, the alarm and the switches from what Admit passed on, without waiting for the incident's record. That input
 * is not trusted (rule 13): parameters that the runbook does not allow are not looked at, and the step uses the record.
 */
export async function lookAhead<Parameters extends object, Seen>(
  { action, handler }: Remediation<Parameters, Seen>,
  { ahead, step, allowed, dryRun }: ActInput,
  services: ActServices,
): Promise<Ahead<Parameters, Seen>> {
  const { cloudwatch } = services;
  const handed = ahead?.steps[step - 1];
  const parsed = handed && !offRunbook(handed, allowed) ? action.parameters.safeParse(handed) : undefined;
  // The look of a temporary change needs its duration, which only the record has.
  const parameters = parsed?.success && !handler.taking ? parsed.data : undefined;
  const [alarm, look, switches] = await Promise.all([
    ahead && !dryRun ? readAlarm(cloudwatch, ahead.alarm) : undefined,
    parameters ? preflight(handler, parameters, services) : undefined,
    switchesNow(services),
  ]);
  return {
    alarm: async (its) =>
      alarm && ahead?.alarm === nameOf(its) ? alarm : readAlarm(cloudwatch, nameOf(its)),
    look: async (by, more) =>
      look && isDeepStrictEqual(by, parameters) ? look : preflight(handler, by, services, more),
    switches,
  };
}

const switchesNow = ({ database, now }: ActServices): Promise<Ahead<never, never>['switches']> =>
  readSwitches(database, now()).catch((error: unknown) => ({
    unreadable: because('switches-unreadable', { error: errorText(error) }),
  }));

const preflight = <Parameters extends object, Seen>(
  handler: ActionHandler<Parameters, Seen>,
  parameters: Parameters,
  services: ActServices,
  more: Terms = {},
): Promise<Ready<Seen> | Refusal> =>
  orRefusal(() => handler.preflight(parameters, { now: services.now, ...more }));

/** A look that throws is a refusal: nothing was changed. */
export const orRefusal = <Seen>(look: () => Promise<Ready<Seen> | Refusal>): Promise<Ready<Seen> | Refusal> =>
  look().catch((error: unknown) => refusalFor(because('looking-failed', { error: errorText(error) })));
