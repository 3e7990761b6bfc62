import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ifThere, kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import { alarmState } from '#action/services/cloudwatch';
import {
  GetManagedResourceCommand,
  StartZonalShiftCommand,
  ZonalShiftClient,
} from '#action/services/zonal-shift';
import action from './action.ts';

/*
 * The window that remains: the other zones may lose capacity in the second before. For someone else's shift there is none: AWS
 * refuses a second one.
 */

const reason = reasonsOf(action);

export default kitCalls(action, {
  clients: { 'arc-zonal-shift': ZonalShiftClient, cloudwatch: CloudWatchClient },

  observe: async ({ loadBalancer: resourceIdentifier, capacityAlarm }, read) => {
    const [found, capacity] = await Promise.all([
      ifThere(read(new GetManagedResourceCommand({ resourceIdentifier })), 'ResourceNotFoundException'),
      alarmState(read, capacityAlarm),
    ]);
    return { found, capacity };
  },

  judge: ({ found, capacity }, { loadBalancer: arn, awayFrom, minutes, capacityAlarm: alarm }) => {
    const loadBalancer = arn.split('/')[2] ?? arn;
    const its = { loadBalancer, awayFrom };
    if (!found) return { never: reason('not-managed', its) };
    const zones = Object.keys(found.appliedWeights ?? {}).sort();
    if (!zones.includes(awayFrom)) return { never: reason('no-such-zone', { ...its, zones }) };
    if (zones.length < 3) return { never: reason('two-zones', { ...its, zones }) };
    if (capacity === undefined) return { never: reason('no-such-alarm', { alarm }) };
    const shifts = [
      ...(found.zonalShifts ?? []).map((shift) => `away from ${shift.awayFrom} by a zonal shift`),
      ...(found.autoshifts ?? []).map((shift) => `away from ${shift.awayFrom} by AWS's autoshift`),
    ];
    if (shifts.length > 0) return { refuse: reason('shift-active', { ...its, shifts }) };
    if (capacity !== 'OK') return { refuse: reason('no-capacity', { alarm, state: capacity }) };
    return {
      intends: `Shift the traffic of ${loadBalancer} away from ${awayFrom} for ${minutes} minutes; AWS then ends that by itself.`,
      before: { zones },
      evidence: { capacity: `${alarm} is ${capacity}` },
      pin: { zones },
    };
  },

  change: async ({ loadBalancer, awayFrom, minutes }, { attempt }, send) => {
    const { zonalShiftId = 'not reported', expiryTime } = await send(
      new StartZonalShiftCommand({
        resourceIdentifier: loadBalancer,
        awayFrom,
        expiresIn: `${minutes}m`,
        comment: `nightshift ${attempt}`,
      }),
    );
    const until =
      expiryTime === undefined
        ? `for ${minutes} minutes`
        : `until ${new Date(expiryTime * 1_000).toISOString()}`;
    return {
      did: `Shifted traffic away from ${awayFrom} ${until}, when AWS ends that by itself; CancelZonalShift ${zonalShiftId} ends it now.`,
      after: { zonalShift: zonalShiftId, awayFrom },
    };
  },
});
