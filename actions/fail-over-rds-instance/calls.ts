import { RDSClient, RebootDBInstanceCommand } from '@aws-sdk/client-rds';
import { kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import {
  evidenceOf,
  findInstance,
  pinOf,
  whyNeverRestarted,
  whyNotRestarted,
} from '#action/services/rds-instance';
import action from './action.ts';

/* The window that remains: a failover that RDS itself begins and ends between the last look and the call; the standby would fail back. */

const reason = reasonsOf(action);

export default kitCalls(action, {
  clients: { rds: RDSClient },
  observe: (parameters, read) => findInstance(read, parameters),
  judge: (found, parameters, now) => {
    const { instance } = parameters;
    const never =
      whyNeverRestarted(found, parameters) ??
      (found.instance?.MultiAZ ? undefined : reason('single-az', { instance }));
    if (never) return { never };
    const refuse = whyNotRestarted(found, parameters, now);
    if (refuse) return { refuse };
    const pin = pinOf(found);
    return {
      intends: `Fail ${instance} over from ${pin.zone} to its standby in ${pin.standbyZone}.`,
      before: pin,
      evidence: evidenceOf(found),
      pin,
    };
  },
  change: async ({ instance: DBInstanceIdentifier }, { pin }, send) => {
    // "You can't enable force failover if the instance isn't configured for Multi-AZ."
    const reboot = new RebootDBInstanceCommand({ DBInstanceIdentifier, ForceFailover: true });
    const { DBInstance } = await send(reboot);
    return {
      did: `Asked RDS to fail ${DBInstanceIdentifier} over from ${pin.zone} to ${pin.standbyZone}.`,
      after: { status: DBInstance?.DBInstanceStatus ?? 'not reported' },
    };
  },
});
