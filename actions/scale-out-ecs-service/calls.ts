import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { ifThere, kitCalls, type Send } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import type { Its } from '#action/services/ecs';
import action, { type Parameters } from './action.ts';

/* The window that remains: a policy or a person may change the same number between the second look and the call. */

const reason = reasonsOf(action);

const scalable = ({ cluster, service }: Its) =>
  ({
    ServiceNamespace: 'ecs',
    ScalableDimension: 'ecs:service:DesiredCount',
    ResourceId: `service/${cluster}/${service}`,
  }) as const;

/** The service with its scalable target; undefined if there is no such cluster. */
async function find(its: Its, read: Send) {
  const { ResourceId, ...which } = scalable(its);
  const [described, { ScalableTargets: [target] = [] }] = await Promise.all([
    ifThere(
      read(new DescribeServicesCommand({ cluster: its.cluster, services: [its.service] })),
      'ClusterNotFoundException',
    ),
    read(new DescribeScalableTargetsCommand({ ...which, ResourceIds: [ResourceId] })),
  ]);
  return described && { service: described.services?.[0], target };
}

/**
 * Sets the number. "Otherwise, it changes the resource's current capacity to a value that is inside of this range", so raising
 * the minimum adds tasks at once. After it is lowered again, the service's policies remove them.
 * https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
 */
const set = async (its: Its, { by, to }: { by: string; to: number }, send: Send): Promise<void> => {
  if (by === 'minimum') await send(new RegisterScalableTargetCommand({ ...scalable(its), MinCapacity: to }));
  else await send(new UpdateServiceCommand({ cluster: its.cluster, service: its.service, desiredCount: to }));
};

export default kitCalls(action, {
  clients: { ecs: ECSClient, 'application-autoscaling': ApplicationAutoScalingClient },

  observe: (its, read) => find(its, read),

  judge: (found, its: Parameters) => {
    if (!found) return { never: reason('no-such-cluster', its) };
    const { service, target } = found;
    if (!service) return { never: reason('no-such-service', its) };
    const {
      status = 'UNKNOWN',
      serviceArn: arn = '',
      desiredCount: desired = 0,
      runningCount: running = 0,
    } = service;
    if (status !== 'ACTIVE') return { never: reason('not-active', { ...its, status }) };
    if (arn && !arn.endsWith(`service/${its.cluster}/${its.service}`))
      return { never: reason('short-arn', { ...its, arn }) };
    if (service.schedulingStrategy === 'DAEMON') return { never: reason('is-daemon', its) };
    if (target?.SuspendedState?.DynamicScalingOutSuspended)
      return { refuse: reason('scaling-suspended', its) };
    const failed = service.deployments?.find((one) => one.status === 'PRIMARY')?.failedTasks ?? 0;
    if (failed > 0) return { refuse: reason('tasks-fail', { ...its, failed }) };
    if (running < desired) return { refuse: reason('not-up', { ...its, running, desired }) };
    const most = Math.min(its.atMostTasks, target?.MaxCapacity ?? its.atMostTasks);
    const to = Math.min(Math.ceil(desired * its.factor), most);
    if (to <= desired) return { refuse: reason('at-maximum', { ...its, desired, most }) };
    const by = target ? 'minimum' : 'desired count';
    const from = target ? (target.MinCapacity ?? 0) : desired;
    return {
      intends: `Run ${to} tasks of ${its.service} instead of ${desired}: raise its ${by} from ${from}.`,
      before: { desired, running, ...(target ? { minimum: from, maximum: target.MaxCapacity ?? 0 } : {}) },
      evidence: { taskDefinition: service.taskDefinition ?? 'unknown' },
      pin: { by, from, to },
    };
  },

  change: async (its, { pin }, send) => {
    await set(its, pin, send);
    return {
      did: `Raised the ${pin.by} of ${its.service} from ${pin.from} to ${pin.to}.`,
      after: { [pin.by]: pin.to },
    };
  },

  restore: {
    values: ({ by, from, to }) => ({ before: { [by]: from }, wrote: { [by]: to } }),
    look: async (its, read) => {
      const found = await find(its, read);
      const { service, target } = found ?? {};
      if (service?.status !== 'ACTIVE') return undefined;
      return target ? { minimum: target.MinCapacity ?? 0 } : { 'desired count': service.desiredCount ?? 0 };
    },
    putBack: async (its, { before }, { send }) => {
      const [[by = '', to] = []] = Object.entries(before);
      await set(its, { by, to: Number(to) }, send);
      return { did: `Set the ${by} of ${its.service} back to ${to}.`, after: { [by]: Number(to) } };
    },
  },
});
