import { RDSClient, RebootDBInstanceCommand } from '@aws-sdk/client-rds';
import { kitCalls } from '#action/calls';
import {
  evidenceOf,
  findInstance,
  pinOf,
  whyNeverRestarted,
  whyNotRestarted,
} from '#action/services/rds-instance';
import action from './action.ts';

/* The window that remains: RDS refuses a reboot of an instance that is not available, but not one of an instance that has just been restarted. */

export default kitCalls(action, {
  clients: { rds: RDSClient },
  observe: (parameters, read) => findInstance(read, parameters),
  judge: (found, parameters, now) => {
    const never = whyNeverRestarted(found, parameters);
    if (never) return { never };
    const refuse = whyNotRestarted(found, parameters, now);
    if (refuse) return { refuse };
    return {
      intends: `Reboot ${parameters.instance} in ${pinOf(found).zone}.`,
      before: pinOf(found),
      evidence: evidenceOf(found),
      pin: pinOf(found),
    };
  },
  change: async ({ instance: DBInstanceIdentifier }, { pin }, send) => {
    const reboot = new RebootDBInstanceCommand({ DBInstanceIdentifier, ForceFailover: false });
    const { DBInstance } = await send(reboot);
    return {
      did: `Asked RDS to reboot ${DBInstanceIdentifier} in ${pin.zone}.`,
      after: { status: DBInstance?.DBInstanceStatus ?? 'not reported' },
    };
  },
});
