import { reasonsOf } from '#action/reasons';
import { restartCalls } from '#action/services/rds-instance';
import action from './action.ts';

/*
 * The window that remains: RDS itself may begin and end a failover between the last look and the call, which would then fail
 * back.
 */

const reason = reasonsOf(action);

export default restartCalls(action, {
  // "You can't enable force failover if the instance isn't configured for Multi-AZ."
  force: true,
  never: ({ MultiAZ }, instance) => (MultiAZ ? undefined : reason('single-az', { instance })),
  words: (instance, { zone, standbyZone }) =>
    `fail ${instance} over from ${zone} to its standby in ${standbyZone}`,
});
