import * as z from 'zod/mini';

/** Shared by actions on an ECS service: data only. */

const nameRule = 'must be an ECS name (1 to 255 letters, digits, - and _), not an ARN and not a pattern';
/** ECS cluster and service names; anything else could widen an ARN. */
const ecsName = z.regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}$/, nameRule);

/** The service: its cluster's name and its own. */
export const serviceParameters = {
  /** The cluster's name. */
  cluster: z.string('cluster has to be a text: the name of the ECS cluster').check(ecsName),
  /** The service's name. */
  service: z.string('service has to be a text: the name of the ECS service').check(ecsName),
};

export type Its = { readonly cluster: string; readonly service: string };

/** Its name in sentences. */
export const called = ({ cluster, service }: Its) => `service ${service} in cluster ${cluster}`;

/** Why a service is left alone, by any action. */
export const serviceReasons = {
  'no-such-cluster': ({ cluster }: Pick<Its, 'cluster'>) =>
    `there is no cluster ${cluster} in this account and region`,
  'no-such-service': ({ cluster, service }: Its) => `there is no service ${service} in cluster ${cluster}`,
  'not-active': (its: Its & { status: string }) => `${called(its)} is ${its.status}, not ACTIVE`,
  'short-arn': (its: Its & { arn: string }) =>
    `${called(its)} has a short ARN (${its.arn}), and permissions name the long one with the cluster in it; migrate the service's ARN in the ECS console, which interrupts nothing`,
};

/** Why its last release is not rolled back. */
export const releaseReasons = {
  ...serviceReasons,
  'other-controller': (its: Its & { controller: string }) =>
    `${called(its)} is deployed by ${its.controller}, and ECS can roll back only its own deployments`,
  'inactive-definition': (its: Its & { definition: string; status: string }) =>
    `task definition ${its.definition}, to which ${called(its)} would go back, is ${its.status}, so no new task can be started of it`,
};

/** Grants for the calls in `ecs-releases.ts`. A service is authorized by its ARN, its revisions by their own. */
export const releaseReads = [
  'DescribeServices',
  'ListServiceDeployments',
  'DescribeServiceRevisions',
  {
    call: 'DescribeServiceRevisions',
    on: ({ cluster, service }: Its) => `service-revision/${cluster}/${service}/*`,
    because: 'ECS makes up the ids of revisions; the ARN still names the service.',
  },
  {
    call: 'DescribeTaskDefinition',
    on: '*',
    because: 'DescribeTaskDefinition has no resource types and no condition keys.',
  },
];
