import {
  type DBInstance,
  DescribeDBInstancesCommand,
  type Event,
  RDSClient,
  RebootDBInstanceCommand,
} from '@aws-sdk/client-rds';
import type { Reason, Reasons } from '#core/reasons/reason';
import { capital } from '#core/text';
import { ifThere, kitCalls, type Send } from '../calls.ts';
import type { KitAction } from '../define.ts';
import { reasonsOf } from '../reasons.ts';
import { type InstanceParameters, instanceReasons } from './rds.ts';
import { ageOf, eventLine, eventsOf } from './rds-events.ts';

const reason = reasonsOf({ reasons: instanceReasons });
const defaultMinimumMinutes = 60;
/**
 * RDS's event categories of a restart (RDS-EVENT-0006) and a failover.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html (DB instance events)
 */
const restarts = ['availability', 'failover'];

type Pin = { readonly zone: string; readonly standbyZone: string };

/** The differences between a reboot and a failover. */
interface Restart {
  readonly force: boolean;
  /** Why it is never done, besides reasons against any restart. @default - none */
  readonly never?: (instance: DBInstance, name: string) => Reason | undefined;
  /** Completes `Asked RDS to …`. */
  readonly words: (name: string, pin: Pin) => string;
}

/** The calls of an action that restarts an instance. */
export const restartCalls = (action: KitAction<InstanceParameters, Reasons>, restart: Restart) =>
  kitCalls(action, {
    clients: { rds: RDSClient },
    observe: (parameters, read) => findInstance(read, parameters),
    judge: (found, parameters, now) => {
      const { instance } = parameters;
      const never =
        whyNeverRestarted(found, parameters) ?? (found.instance && restart.never?.(found.instance, instance));
      if (never) return { never };
      const refuse = whyNotRestarted(found, parameters, now);
      if (refuse) return { refuse };
      const pin = pinOf(found);
      return {
        intends: `${capital(restart.words(instance, pin))}.`,
        before: pin,
        evidence: evidenceOf(found),
        pin,
      };
    },
    change: async ({ instance: DBInstanceIdentifier }, { pin }, send) => {
      const reboot = new RebootDBInstanceCommand({ DBInstanceIdentifier, ForceFailover: restart.force });
      const { DBInstance } = await send(reboot);
      return {
        did: `Asked RDS to ${restart.words(DBInstanceIdentifier, pin)}.`,
        after: { status: DBInstance?.DBInstanceStatus ?? 'not reported' },
      };
    },
  });

/** An instance, and its last restart if that is more recent than the minimum allows. */
export interface FoundInstance {
  readonly instance: DBInstance | undefined;
  readonly last: Event | undefined;
}

async function findInstance(
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

/** Why it can never be rebooted, as configured; undefined if it can. */
function whyNeverRestarted({ instance: found }: FoundInstance, { instance }: InstanceParameters) {
  if (!found) return reason('no-such-instance', { instance });
  if (found.DBClusterIdentifier)
    return reason('in-a-cluster', { instance, cluster: found.DBClusterIdentifier });
  const { Engine: engine = 'an unknown engine' } = found;
  return engine.startsWith('custom-') ? reason('custom', { instance, engine }) : undefined;
}

/** Why it is not restarted now; undefined if it may be. */
function whyNotRestarted(
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

/** Evidence for a person, from before the restart. */
const evidenceOf = ({ instance }: FoundInstance) => ({
  class: instance?.DBInstanceClass ?? 'not reported',
  engine: `${instance?.Engine ?? 'unknown'} ${instance?.EngineVersion ?? ''}`.trim(),
  readReplicas: instance?.ReadReplicaDBInstanceIdentifiers ?? [],
});

/** What acting must find unchanged. */
const pinOf = ({ instance }: FoundInstance) => ({
  zone: instance?.AvailabilityZone ?? 'not reported',
  standbyZone: instance?.SecondaryAvailabilityZone ?? 'none',
});
