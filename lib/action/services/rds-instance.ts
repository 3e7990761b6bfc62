import { type DBInstance, DescribeDBInstancesCommand, type Event } from '@aws-sdk/client-rds';
import { ifThere, type Send } from '../calls.ts';
import { reasonsOf } from '../reasons.ts';
import { type InstanceParameters, instanceReasons } from './rds.ts';
import { ageOf, eventLine, eventsOf } from './rds-events.ts';

const reason = reasonsOf({ reasons: instanceReasons });
const defaultMinimumMinutes = 60;
/**
 * Where RDS files a restart (RDS-EVENT-0006) and a failover.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html (DB instance events)
 */
const restarts = ['availability', 'failover'];

/** An instance and its last restart within the minimum. */
interface FoundInstance {
  readonly instance: DBInstance | undefined;
  readonly last: Event | undefined;
}

export async function findInstance(
  read: Send,
  { instance: name, minimumMinutesSinceLast = defaultMinimumMinutes }: InstanceParameters,
): Promise<FoundInstance> {
  const described = await ifThere(
    read(new DescribeDBInstancesCommand({ DBInstanceIdentifier: name })),
    'DBInstanceNotFoundFault',
  );
  const instance = described?.DBInstances?.[0];
  const source = { SourceType: 'db-instance' as const, SourceIdentifier: name };
  const events = instance ? await eventsOf(read, source, minimumMinutesSinceLast, restarts) : [];
  return { instance, last: events.at(-1) };
}

/** Why it is never rebooted as it is set up; undefined if nothing speaks against it. */
export function whyNeverRestarted({ instance: found }: FoundInstance, { instance }: InstanceParameters) {
  if (!found) return reason('no-such-instance', { instance });
  if (found.DBClusterIdentifier)
    return reason('in-a-cluster', { instance, cluster: found.DBClusterIdentifier });
  const { Engine: engine = 'an unknown engine' } = found;
  return engine.startsWith('custom-') ? reason('custom', { instance, engine }) : undefined;
}

/** Why it is not restarted now; undefined if nothing speaks against it. */
export function whyNotRestarted(
  { instance: found, last }: FoundInstance,
  { instance, minimumMinutesSinceLast: minimum = defaultMinimumMinutes }: InstanceParameters,
  now: Date,
) {
  const { DBInstanceStatus: status = 'in no known state', DBParameterGroups = [] } = found ?? {};
  if (status !== 'available') return reason('not-available', { instance, status });
  // "pending-reboot: The parameter group change will be applied after the DB instance reboots."
  const groups = DBParameterGroups.filter((group) => group.ParameterApplyStatus !== 'in-sync').map(
    (group) => `${group.DBParameterGroupName} is ${group.ParameterApplyStatus}`,
  );
  if (groups.length > 0) return reason('parameters-pending', { instance, groups });
  return (
    last && reason('restarted-lately', { instance, age: ageOf(last, now), event: eventLine(last), minimum })
  );
}

/** What a person reads about it before it is restarted. */
export const evidenceOf = ({ instance }: FoundInstance) => ({
  class: instance?.DBInstanceClass ?? 'not reported',
  engine: `${instance?.Engine ?? 'unknown'} ${instance?.EngineVersion ?? ''}`.trim(),
  readReplicas: instance?.ReadReplicaDBInstanceIdentifiers ?? [],
});

/** What acting must find unchanged. */
export const pinOf = ({ instance }: FoundInstance) => ({
  zone: instance?.AvailabilityZone ?? 'not reported',
  standbyZone: instance?.SecondaryAvailabilityZone ?? 'none',
});
