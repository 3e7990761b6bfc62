import {
  DescribeServicesCommand,
  ListClustersCommand,
  ListServicesCommand,
  type Service,
} from '@aws-sdk/client-ecs';
import type { Send } from '#action/calls';
import type { Its } from '#action/services/ecs';

/** DescribeServices takes "up to 10 services". https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const mostAtOnce = 10;

/**
 * Finds the ECS service behind a target group (`targetgroup/web/0123…`, as alarms name it). A service names its target groups,
 * but not the other way around. So all services are read, once, and only if some alarm names a target group.
 */
export function serviceFinder(read: Send): (targetGroup: string) => Promise<Its | undefined> {
  let all: Promise<ReadonlyMap<string, Its>> | undefined;
  return async (targetGroup) => {
    all ??= servicesByTargetGroup(read);
    return (await all).get(targetGroup);
  };
}

async function servicesByTargetGroup(read: Send): Promise<ReadonlyMap<string, Its>> {
  const found = new Map<string, Its>();
  for (const cluster of await everyPage(async (nextToken) => {
    const page = await read(new ListClustersCommand({ maxResults: 100, ...nextToken }));
    return [page.clusterArns ?? [], page.nextToken];
  })) {
    const services = await everyPage(async (nextToken) => {
      const page = await read(new ListServicesCommand({ cluster, maxResults: 100, ...nextToken }));
      return [page.serviceArns ?? [], page.nextToken];
    });
    for (let at = 0; at < services.length; at += mostAtOnce) {
      const asked = { cluster, services: services.slice(at, at + mostAtOnce) };
      for (const service of (await read(new DescribeServicesCommand(asked))).services ?? [])
        for (const targetGroup of targetGroupsOf(service))
          found.set(targetGroup, { cluster: nameIn(cluster), service: service.serviceName ?? '' });
    }
  }
  return found;
}

async function everyPage(
  read: (next: { nextToken?: string }) => Promise<readonly [readonly string[], string | undefined]>,
): Promise<string[]> {
  const all: string[] = [];
  let nextToken: string | undefined;
  do {
    const [items, next] = await read(nextToken ? { nextToken } : {});
    all.push(...items);
    nextToken = next;
  } while (nextToken);
  return all;
}

/** What CloudWatch calls a target group: "the final portion of the target group ARN". */
const targetGroupsOf = ({ loadBalancers = [] }: Service): string[] =>
  loadBalancers.flatMap(({ targetGroupArn }) => targetGroupArn?.split(':').at(-1) ?? []);

const nameIn = (arn: string): string => arn.split('/').at(-1) ?? arn;
