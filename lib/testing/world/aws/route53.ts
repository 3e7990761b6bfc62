import type { Change, ResourceRecordSet, RRType } from '@aws-sdk/client-route-53';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';

interface Asked {
  readonly HostedZoneId?: string;
  readonly StartRecordName?: string;
  readonly StartRecordType?: string;
  readonly HealthCheckId?: string;
  readonly ChangeBatch?: { readonly Changes?: readonly Change[] };
}

/** How long until clients follow a change, in seconds. */
const followedAfter = 60;
/** Route 53 runs health checks from about 15 places. */
const checkers = 15;

const nameOf = (name = ''): string => `${name.replace(/\.$/, '')}.`;

/** Route 53: simple records, and health checks of endpoints. */
export class Route53 {
  readonly #stage: Stage;
  readonly #zones = new Map<string, ResourceRecordSet[]>();
  /** How many of 15 checkers find it healthy, by health check. */
  readonly healthy = new Map<string, number>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    ListResourceRecordSets: ({ HostedZoneId = '', StartRecordName, StartRecordType = '' }: Asked) => ({
      // From the start record on: if it doesn't exist, whatever comes next.
      ResourceRecordSets: this.records(HostedZoneId)
        .filter(
          ({ Name = '', Type = '' }) => `${Name} ${Type}` >= `${nameOf(StartRecordName)} ${StartRecordType}`,
        )
        .slice(0, 1),
    }),
    GetHealthCheckStatus: ({ HealthCheckId = '' }: Asked) => this.#status(HealthCheckId),
    ChangeResourceRecordSets: ({ HostedZoneId = '', ChangeBatch }: Asked) =>
      this.#change(HostedZoneId, ChangeBatch?.Changes ?? []),
  };

  /** Creates a zone with a record, unless the zone exists, and the health check of its standby, unless that exists. */
  put(
    zone: string,
    { values, ...record }: { Name: string; Type: RRType; TTL: number; values: readonly string[] },
    healthCheck: string,
  ): void {
    if (!this.healthy.has(healthCheck)) this.healthy.set(healthCheck, checkers);
    if (this.#zones.has(zone)) return;
    const last: ResourceRecordSet = { Name: 'zzz.example.', Type: 'TXT', TTL: 60, ResourceRecords: [] };
    this.#zones.set(zone, [{ ...record, ResourceRecords: values.map((Value) => ({ Value })) }, last]);
  }

  /** @throws Error AWS's own, if there is no such zone */
  records(zone: string): ResourceRecordSet[] {
    const found = this.#zones.get(zone);
    if (!found) throw awsError('NoSuchHostedZone', `No hosted zone found with ID: ${zone}`);
    return found;
  }

  remove(zone: string): void {
    this.#zones.delete(zone);
  }

  #status(id: string): object {
    const healthy = this.healthy.get(id);
    if (healthy === undefined)
      throw awsError('NoSuchHealthCheck', `A health check with id ${id} does not exist.`);
    return {
      HealthCheckObservations: Array.from({ length: checkers }, (_, index) => ({
        StatusReport: {
          Status: index < healthy ? 'Success: HTTP Status Code 200, OK' : 'Failure: connection timed out',
        },
      })),
    };
  }

  /**
   * "The changes … are performed in a single transactional batch": all or none, and a DELETE has to name the record as it is.
   * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
   */
  #change(zone: string, changes: readonly Change[]): object {
    const records = [...this.records(zone)];
    for (const { Action, ResourceRecordSet: set } of changes) {
      if (!set) throw awsError('InvalidInput', 'A change has no record.');
      const index = records.findIndex(
        ({ Name, Type }) => nameOf(Name) === nameOf(set.Name) && Type === set.Type,
      );
      const found = records[index];
      if (Action === 'DELETE') {
        const isSame =
          found?.TTL === set.TTL &&
          JSON.stringify(found?.ResourceRecords) === JSON.stringify(set.ResourceRecords);
        if (!isSame)
          throw awsError(
            'InvalidChangeBatch',
            `Tried to delete ${set.Name}, but the values provided do not match the current values`,
          );
        records.splice(index, 1);
      } else {
        if (found) throw awsError('InvalidChangeBatch', `Tried to create ${set.Name} but it already exists`);
        records.unshift({ ...set, Name: nameOf(set.Name) });
      }
    }
    this.#zones.set(zone, records);
    this.#stage.effect(zone, followedAfter);
    return { ChangeInfo: { Id: '/change/C1', Status: 'PENDING' } };
  }
}
