import { DescribeServicesCommand, ListServicesCommand, type Service } from '@aws-sdk/client-ecs';
import { ifThere, type Send } from '../calls.ts';
import { everyPage } from '../pages.ts';

/** DescribeServices takes at most 10. */
const atOnce = 10;

/** All services of a cluster; none if it does not exist. */
export async function servicesIn(cluster: string, read: Send): Promise<Service[]> {
  const arns = await everyPage(async (nextToken) => {
    const asked = read(new ListServicesCommand({ cluster, maxResults: 100, nextToken }));
    const page = await ifThere(asked, 'ClusterNotFoundException');
    return [page?.serviceArns, page?.nextToken];
  });
  const found: Service[] = [];
  for (let from = 0; from < arns.length; from += atOnce) {
    const services = arns.slice(from, from + atOnce);
    found.push(...((await read(new DescribeServicesCommand({ cluster, services }))).services ?? []));
  }
  return found;
}

/**
 * A service whose deployments shift the weights of a rule with these target groups, and what shifts them: ECS itself for a
 * service with an alternate target group, CodeDeploy for its own.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html
 */
export function weightsMovedBy(
  services: readonly Service[],
  groups: readonly string[],
): { readonly service: string; readonly by: string } | undefined {
  for (const { serviceName: service = 'unknown', ...its } of services) {
    const behind = [its.loadBalancers, ...(its.taskSets ?? []).map((set) => set.loadBalancers)].flatMap(
      (balancers) => balancers ?? [],
    );
    const ours = behind.filter(({ targetGroupArn = '', advancedConfiguration: more }) =>
      [targetGroupArn, more?.alternateTargetGroupArn ?? ''].some((group) => groups.includes(group)),
    );
    if (ours.length === 0) continue;
    const { type = 'ECS' } = its.deploymentController ?? {};
    if (type !== 'ECS') return { service, by: type };
    if (ours.some((one) => one.advancedConfiguration)) return { service, by: 'ECS, blue/green' };
  }
  return undefined;
}
