import { ECSClient, StopServiceDeploymentCommand } from '@aws-sdk/client-ecs';
import { kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import {
  definitionOf,
  driftWarning,
  type Found,
  familyOf,
  findReleases,
  isUnderWay,
  whyNeverTakenBack,
  whyNotStartable,
} from '#action/services/ecs-releases';
import action from './action.ts';

/* No window remains: the call names the deployment, and ECS refuses to stop one that is over. */

const reason = reasonsOf(action);

/** What ECS goes back to: "the last successful service revision". One that was rolled back names the revision that failed. */
const lastGood = (found: Found | undefined) => found?.releases.find(({ status }) => status === 'SUCCESSFUL');

export default kitCalls(action, {
  clients: { ecs: ECSClient },

  observe: async (parameters, read) => {
    const found = await findReleases(read, parameters);
    return { found, definition: await definitionOf(read, lastGood(found)?.taskDefinition) };
  },

  judge: ({ found, definition }, parameters) => {
    const never = whyNeverTakenBack(found, parameters);
    if (never) return { never };
    const current = found?.releases.find(isUnderWay);
    if (!current) return { refuse: reason('none-in-progress', parameters) };
    const [deployment = '', { status }] = [current.arn.split('/').at(-1), current];
    if (status !== 'PENDING' && status !== 'IN_PROGRESS')
      return { refuse: reason('already-stopping', { ...parameters, deployment, status }) };
    const target = lastGood(found);
    if (!target) return { refuse: reason('nothing-to-go-back-to', parameters) };
    const refuse = whyNotStartable(target, definition, parameters);
    if (refuse) return { refuse };
    const [stopped, goesBackTo] = [familyOf(current.taskDefinition), familyOf(target.taskDefinition)];
    return {
      intends: `Stop the deployment of ${stopped} to ${parameters.service}; ECS goes back to ${goesBackTo}.`,
      before: { deployment, taskDefinition: stopped, status },
      evidence: {
        startedAt: current.createdAt.toISOString(),
        serviceEvents: (found?.service?.events ?? []).slice(0, 5).map(({ message = '' }) => message),
      },
      pin: { deployment: current.arn, stopped, goesBackTo },
    };
  },

  change: async ({ service }, { pin: { deployment, stopped, goesBackTo } }, send) => {
    await send(new StopServiceDeploymentCommand({ serviceDeploymentArn: deployment, stopType: 'ROLLBACK' }));
    return {
      did: `Stopped the deployment of ${stopped} to ${service}; ECS goes back to ${goesBackTo}. ${driftWarning(stopped, goesBackTo)}`,
      after: { stopped, goesBackTo },
    };
  },
});
