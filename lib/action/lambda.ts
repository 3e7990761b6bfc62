import type { Facts } from '#core/action/action-handler';
import { withUserAgent } from '#core/aws/on-behalf';
import type { ClientClass, Kit } from './calls.ts';
import type { Clients } from './guarded-client.ts';
import { actionLambda, sentOnce } from './run/action-lambda.ts';
import { kitHandler } from './runner.ts';

/** The Lambda handler of an action of the kit. */
export function kitLambda<Parameters extends object, Snapshot, Pin extends Facts>(
  kit: Kit<Parameters, Snapshot, Pin>,
) {
  return actionLambda(remediationOf(kit));
}

/** An action of the kit with its real clients. */
export function remediationOf<Parameters extends object, Snapshot, Pin extends Facts>(
  kit: Kit<Parameters, Snapshot, Pin>,
) {
  const { clients } = kit.calls;
  const handler = kitHandler(kit, { reads: made(clients, {}), changes: made(clients, sentOnce) });
  return { action: kit.action, handler };
}

const made = (classes: Readonly<Record<string, ClientClass>>, settings: object): Clients =>
  Object.fromEntries(
    Object.entries(classes).map(([service, Client]) => [
      service,
      withUserAgent(new Client(settings) as never),
    ]),
  );
