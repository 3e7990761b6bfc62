import type * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { called, type Its, releaseReads, releaseReasons, serviceParameters } from '#action/services/ecs';

const Parameters = parametersOf(serviceParameters);
export type Parameters = z.infer<typeof Parameters>;

export default kitAction({
  id: 'stop-ecs-deployment',
  shown: 'documentation',
  title: 'Stop ECS deployment',
  summary:
    'Stops the deployment of an ECS service that is in progress; ECS rolls back to the last successful one. Infrastructure as code still names what was stopped: people correct it.',
  disruption: 'Tasks of the new revision are replaced by ones of the old; requests in flight drain.',
  parameters: Parameters,
  service: 'ecs',
  target: ({ cluster, service }) => `service/${cluster}/${service}`,
  reads: releaseReads,
  changes: [
    'StopServiceDeployment',
    {
      call: 'StopServiceDeployment',
      on: ({ cluster, service }) => `service-deployment/${cluster}/${service}/*`,
      because: 'ECS makes up the ids of deployments; the ARN still names the service.',
    },
  ],
  reasons: {
    ...releaseReasons,
    'none-in-progress': (its: Its) => `no deployment of ${called(its)} is in progress`,
    'already-stopping': (its: Its & { deployment: string; status: string }) =>
      `the deployment ${its.deployment} of ${called(its)} is ${its.status} already`,
    'nothing-to-go-back-to': (its: Its) =>
      `no earlier deployment of ${called(its)} was successful in the 90 days that ECS remembers`,
  },
});
