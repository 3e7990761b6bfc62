import { type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { Send } from '#action/calls';
import { familyOf, findReleases } from '#action/services/ecs-releases';
import { clockTime, formatSeconds, iso, secondsBetween } from '#core/time';
import { type Look, lookFrom } from './look.ts';

const mostChanges = 5;

/** CloudWatch's dimensions of ECS services and Lambda functions. */
const dimensionsOf = { cluster: 'ClusterName', service: 'ServiceName', function: 'FunctionName' } as const;

const when = (at: string, since: string): string =>
  `${clockTime(at)}, ${formatSeconds(Math.max(0, secondsBetween(at, since)))} before the alarm`;

/** The last deployment of the alarm's ECS service, if it was recent. */
export const ecsDeployment: Look = async (alarm, { ecs }) => {
  const { [dimensionsOf.cluster]: cluster, [dimensionsOf.service]: service } = alarm.dimensions;
  if (!cluster || !service) return [];
  const read: Send = (command) => ecs.send(command as never) as never;
  const last = (await findReleases(read, { cluster, service }))?.releases[0];
  if (!last || last.createdAt < lookFrom(alarm) || iso(last.createdAt) > alarm.transitionedAt) return [];
  const of = familyOf(last.taskDefinition);
  return [
    `Deployed ${of} to ${service} at ${when(iso(last.createdAt), alarm.transitionedAt)} (${last.status}).`,
  ];
};

/** When the code or configuration of the alarm's Lambda function was last changed. */
export const lambdaChange: Look = async (alarm, { lambda }) => {
  const { [dimensionsOf.function]: FunctionName } = alarm.dimensions;
  if (!FunctionName) return [];
  const { LastModified = '' } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const at = new Date(LastModified);
  if (Number.isNaN(at.getTime()) || at < lookFrom(alarm) || iso(at) > alarm.transitionedAt) return [];
  return [`Changed ${FunctionName} ($LATEST) at ${when(iso(at), alarm.transitionedAt)}.`];
};

/**
 * Who changed the alarm's resources, by CloudTrail: deployments of CodeDeploy and CloudFormation, and people's changes.
 * CloudTrail is always minutes late.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
 */
export const trail: Look = async (alarm, { cloudtrail }) => {
  const names = [...new Set(Object.values(alarm.dimensions))].slice(0, 2);
  const found: Event[] = [];
  // One by one: "The rate of lookup requests is limited to two per second".
  for (const AttributeValue of names) {
    const { Events = [] } = await cloudtrail.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue }],
        StartTime: lookFrom(alarm),
        EndTime: new Date(alarm.transitionedAt),
        MaxResults: 20,
      }),
    );
    found.push(...Events.filter(({ ReadOnly }) => ReadOnly === 'false'));
  }
  const newest = [...new Map(found.map((event) => [event.EventId, event])).values()]
    .sort((one, other) => (other.EventTime?.getTime() ?? 0) - (one.EventTime?.getTime() ?? 0))
    .slice(0, mostChanges);
  return newest.map(({ EventName, EventTime, Username, Resources = [] }) => {
    const on =
      Resources.map(({ ResourceName }) => ResourceName).find((name) => names.includes(name ?? '')) ?? 'it';
    return `${EventName} on ${on} by ${Username ?? 'nobody known'} at ${when(iso(EventTime ?? 0), alarm.transitionedAt)}.`;
  });
};
