import { isDeepStrictEqual } from 'node:util';
import type { ActionContext, ActionHandler, Ready, Refusal } from '#core/action/action-handler';
import { type AlarmReading, type NoReading, readAlarm } from '#core/alarm/alarm';
import type { AlarmFacts } from '#core/incident/records';
import { because, type Reason } from '#core/reasons/reason';
import { readSwitches, type Switches } from '#core/switches/modes';
import { errorText } from '#core/text';
import { refusalFor } from '../reasons.ts';
import type { ActInput } from './contract.ts';
import { offRunbook } from './off-runbook.ts';
import type { ActServices, Remediation } from './run-action.ts';

/** What a look may depend on besides: the attempt, and for how long its change would stay. */
type Terms = Pick<ActionContext, 'attempt' | 'leaseSeconds'>;

/** What is read while the incident is: it only saves a round of calls, and nothing of it counts before the record agrees. */
export interface Ahead<Parameters extends object, Seen> {
  /** As it is now. The record names the alarm; what was read of another one is read again. */
  readonly alarm: (of: AlarmFacts) => Promise<AlarmReading | NoReading>;
  /** What the action sees. The record names the parameters; what was seen with others is looked at again. */
  readonly look: (by: Parameters, more?: Terms) => Promise<Ready<Seen> | Refusal>;
  readonly switches: Switches | { readonly unreadable: Reason };
}

/**
 * Looks at the target, the alarm and the switches, by what Admit has handed on: they need not wait for the incident's record.
 * What Admit has handed on is not believed (rule 13): parameters outside of the runbook are not looked at, and the step goes
 * by the record.
 */
export async function lookAhead<Parameters extends object, Seen>(
  { action, handler }: Remediation<Parameters, Seen>,
  { ahead, step, allowed, dryRun }: ActInput,
  services: ActServices,
): Promise<Ahead<Parameters, Seen>> {
  const { cloudwatch } = services;
  const handed = ahead?.steps[step - 1];
  const parsed = handed && !offRunbook(handed, allowed) ? action.parameters.safeParse(handed) : undefined;
  // For how long a change would stay is on record only, and part of such a look.
  const parameters = parsed?.success && !handler.taking ? parsed.data : undefined;
  const [alarm, look, switches] = await Promise.all([
    ahead && !dryRun ? readAlarm(cloudwatch, ahead.alarm) : undefined,
    parameters ? preflight(handler, parameters, services) : undefined,
    switchesNow(services),
  ]);
  return {
    alarm: async ({ name }) => (alarm && ahead?.alarm === name ? alarm : readAlarm(cloudwatch, name)),
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

/** Looking may fail; nothing was changed then. */
export const orRefusal = <Seen>(look: () => Promise<Ready<Seen> | Refusal>): Promise<Ready<Seen> | Refusal> =>
  look().catch((error: unknown) => refusalFor(because('looking-failed', { error: errorText(error) })));
