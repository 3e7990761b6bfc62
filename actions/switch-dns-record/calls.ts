import {
  ChangeResourceRecordSetsCommand,
  GetHealthCheckStatusCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { ifThere, kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import action from './action.ts';

/*
 * The window that remains: the standby may become unhealthy in the second before. The record itself has none: the change deletes
 * exactly what was seen and creates the new one, and Route 53 does both or neither.
 */

const reason = reasonsOf(action);
const defaultLongestSeconds = 300;
const sorted = (values: readonly string[]) => [...values].map((value) => value.replace(/\.$/, '')).sort();

export default kitCalls(action, {
  clients: { route53: Route53Client },

  observe: async ({ hostedZone: HostedZoneId, name, type, healthCheck }, read) => {
    const first = { HostedZoneId, StartRecordName: name, StartRecordType: type, MaxItems: 1 };
    const [listed, health] = await Promise.all([
      ifThere(read(new ListResourceRecordSetsCommand(first)), 'NoSuchHostedZone'),
      ifThere(read(new GetHealthCheckStatusCommand({ HealthCheckId: healthCheck })), 'NoSuchHealthCheck'),
    ]);
    const [found] = listed?.ResourceRecordSets ?? [];
    // The list begins at this record, or at the next one if there is none.
    const isIt = found?.Name?.replace(/\.$/, '') === name && found.Type === type;
    return { found: isIt ? found : undefined, observations: health?.HealthCheckObservations ?? [] };
  },

  judge: ({ found, observations }, parameters) => {
    const { name, type, from, to, healthCheck, longestTtlSeconds: most = defaultLongestSeconds } = parameters;
    const its = { name, type };
    if (!found) return { never: reason('no-such-record', its) };
    if (found.AliasTarget || found.SetIdentifier) return { never: reason('not-simple', its) };
    const seconds = found.TTL ?? 0;
    if (seconds > most) return { never: reason('ttl-too-long', { ...its, seconds, most }) };
    const values = (found.ResourceRecords ?? []).map(({ Value = '' }) => Value);
    if (sorted(values).join() !== sorted(from).join())
      return { refuse: reason('points-elsewhere', { ...its, values }) };
    const checkers = observations.length;
    // Stricter than Route 53 itself, which needs 18 %:
    // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
    const healthy = observations.filter(({ StatusReport }) =>
      StatusReport?.Status?.startsWith('Success'),
    ).length;
    if (healthy <= checkers / 2)
      return { refuse: reason('standby-not-healthy', { healthCheck, healthy, checkers }) };
    return {
      intends: `Switch ${name} (${type}) from ${values.join(', ')} to ${to.join(', ')}; resolvers keep the old answer for up to ${seconds} s.`,
      before: { values },
      evidence: { ttlSeconds: seconds, standby: `${healthy} of ${checkers} checkers find it healthy` },
      pin: { record: found.Name ?? name, values, ttlSeconds: seconds },
    };
  },

  change: async ({ hostedZone: HostedZoneId, name, type, from, to }, { pin, attempt }, send) => {
    const record = (values: readonly string[]) => ({
      Name: pin.record,
      Type: type,
      TTL: pin.ttlSeconds,
      ResourceRecords: values.map((Value) => ({ Value })),
    });
    const Changes = [
      { Action: 'DELETE' as const, ResourceRecordSet: record(pin.values) },
      { Action: 'CREATE' as const, ResourceRecordSet: record(to) },
    ];
    const ChangeBatch = { Comment: `nightshift ${attempt}`, Changes };
    const { ChangeInfo } = await send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch }));
    return {
      did: `Switched ${name} to ${to.join(', ')}. It stays so until someone switches it back; infrastructure as code would set it to ${from.join(', ')}.`,
      after: { values: [...to], change: ChangeInfo?.Id ?? 'not reported' },
    };
  },
});
