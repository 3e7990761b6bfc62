import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { called, type Its, releaseReads, releaseReasons, serviceParameters } from '#action/services/ecs';
import { servesBadly } from '#core/action/fits';

const Parameters = parametersOf({
  ...serviceParameters,
  /**
   * Only a deployment that began within this many minutes is rolled back: an older one is hardly the cause.
   * @default 120
   */
  deployedWithinMinutes: z.optional(
    z
      .int('must be a whole number of minutes')
      .check(
        z.minimum(1, 'must be at least 1 minute'),
        z.maximum(10_080, 'must be at most 10080 minutes, a week'),
      ),
  ),
});
export type Parameters = z.infer<typeof Parameters>;

type From = Its & { readonly current: string };

export default kitAction({
  id: 'roll-back-ecs-service',
  title: 'Roll back ECS service',
  summary:
    'Deploys the task definition that an ECS service ran before its last deployment. Infrastructure as code still names the newer one: people correct it.',
  disruption:
    'ECS replaces every task as in any deployment; what only the newer version understands (data, messages, clients) meets the older one.',
  fits: (symptom) => {
    const { service } = symptom.behind;
    return service && servesBadly(symptom)
      ? {
          parameters: { ...service },
          because: 'Its last deployment, if it is recent, may have brought the fault',
          turn: 'first',
        }
      : undefined;
  },
  drill: { fault: 'a bad revision is deployed to the service', endsByItself: false },
  parameters: Parameters,
  service: 'ecs',
  target: ({ cluster, service }) => `service/${cluster}/${service}`,
  reads: releaseReads,
  changes: ['UpdateService'],
  reasons: {
    ...releaseReasons,
    'other-strategy': (its: Its & { strategy: string }) =>
      `${called(its)} is deployed by the strategy ${its.strategy}, which shifts traffic, bakes and may pause; only ROLLING is rolled back`,
    'deployment-in-progress': (its: Its & { status: string }) =>
      `a deployment of ${called(its)} is ${its.status}; stop-ecs-deployment rolls back one that is in progress`,
    'last-not-successful': (its: Its & { status: string }) =>
      `the last deployment of ${called(its)} is ${its.status}, not SUCCESSFUL, so ECS has rolled it back itself or it never came up`,
    'no-older-revision': (its: From) =>
      `no deployment of another task definition than ${its.current} to ${called(its)} was successful before, among the last 20 in 90 days`,
    'went-back-already': (its: From & { other: string }) =>
      `${called(its)} runs ${its.current}, which it also ran before ${its.other}: it was rolled back already, and going back again would bring ${its.other} back`,
    'deployed-too-long-ago': (its: From & { minutes: number; most: number }) =>
      `${its.current} was deployed to ${called(its)} ${its.minutes} minutes ago, longer than the ${its.most} within which a deployment is rolled back`,
  },
});
