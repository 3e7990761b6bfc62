import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import {
  definitionOf,
  driftWarning,
  type Found,
  familyOf,
  findReleases,
  isUnderWay,
  type Release,
  whyNeverTakenBack,
  whyNotStartable,
} from '#action/services/ecs-releases';
import action, { type Parameters } from './action.ts';

/*
 * Only the task definition goes back; network, load balancer and capacity stay as they are. The window that remains:
 * UpdateService takes no precondition, so a deployment that someone starts in the milliseconds before is superseded.
 */

const reason = reasonsOf(action);
const defaultMinutes = 120;

/** The last successful release of a task definition other than the current one. */
const previousOf = ({ releases }: Found): Release | undefined =>
  releases.find(
    ({ status, taskDefinition }) => status === 'SUCCESSFUL' && taskDefinition !== releases[0]?.taskDefinition,
  );

export default kitCalls(action, {
  clients: { ecs: ECSClient },

  observe: async (parameters, read) => {
    const found = await findReleases(read, parameters);
    const previous = found && previousOf(found);
    return { found, previous, definition: await definitionOf(read, previous?.taskDefinition) };
  },

  judge: ({ found, previous, definition }, parameters, now) => {
    const its = { cluster: parameters.cluster, service: parameters.service };
    const never = whyNeverTakenBack(found, its);
    if (never) return { never };
    const { service, releases } = found ?? { service: undefined, releases: [] };
    const { strategy = 'ROLLING' } = service?.deploymentConfiguration ?? {};
    if (strategy !== 'ROLLING') return { never: reason('other-strategy', { ...its, strategy }) };
    const [current] = releases;
    const refuse =
      whyNotNow(releases, previous, parameters, now) ??
      (previous && whyNotStartable(previous, definition, its));
    if (refuse) return { refuse };
    if (!current || !previous) return { refuse: reason('no-older-revision', { ...its, current: 'none' }) };
    const [from, to] = [familyOf(current.taskDefinition), familyOf(previous.taskDefinition)];
    const running = service?.runningCount ?? 0;
    return {
      intends: `Roll ${its.service} back from ${from} to ${to}, which it ran before (${running} tasks).`,
      before: { taskDefinition: from, deployedAt: current.createdAt.toISOString(), running },
      evidence: { images: (definition?.containerDefinitions ?? []).map(({ image }) => image ?? 'none') },
      pin: { deployment: current.arn, from, taskDefinition: previous.taskDefinition },
    };
  },

  change: async ({ cluster, service }, { pin: { from, taskDefinition } }, send) => {
    await send(new UpdateServiceCommand({ cluster, service, taskDefinition }));
    const to = familyOf(taskDefinition);
    return {
      did: `Started a deployment of ${to} to ${service} in place of ${from}. ${driftWarning(from, to)}`,
      after: { taskDefinition: to },
    };
  },
});

function whyNotNow(
  releases: readonly Release[],
  previous: Release | undefined,
  { cluster, service, deployedWithinMinutes: most = defaultMinutes }: Parameters,
  now: Date,
) {
  const its = { cluster, service };
  const busy = releases.find(isUnderWay);
  if (busy) return reason('deployment-in-progress', { ...its, status: busy.status });
  const [newest] = releases;
  if (newest && newest.status !== 'SUCCESSFUL')
    return reason('last-not-successful', { ...its, status: newest.status });
  const current = familyOf(newest?.taskDefinition);
  if (!newest || !previous) return reason('no-older-revision', { ...its, current });
  const isBack = releases
    .slice(releases.indexOf(previous))
    .some(({ taskDefinition }) => taskDefinition === newest.taskDefinition);
  if (isBack)
    return reason('went-back-already', { ...its, current, other: familyOf(previous.taskDefinition) });
  // A restart deploys the same definition again, and makes it no newer.
  const before = releases.findIndex(({ taskDefinition }) => taskDefinition !== newest.taskDefinition);
  const first = releases.at(before - 1) ?? newest;
  const minutes = Math.floor((now.getTime() - first.createdAt.getTime()) / 60_000);
  return minutes > most ? reason('deployed-too-long-ago', { ...its, current, minutes, most }) : undefined;
}
