import * as z from 'zod/mini';
import { defineAction, type Permission } from '#core/action/define-action';
import { syntheticAlarm, syntheticFault } from '#core/runbook/synthetic';

const Parameters = z.strictObject({
  /** The Nightshift environment whose made-up fault is cleared. */
  environment: z
    .string('environment is missing: the name of the Nightshift environment')
    .check(z.regex(/^[a-z][a-z0-9-]{1,19}$/, 'must be the name of a Nightshift environment')),
});

export type Parameters = z.infer<typeof Parameters>;

/** The permission to report the fault, and that it is gone. */
export const publishFault: Permission = {
  actions: ['cloudwatch:PutMetricData'],
  resources: ['*'],
  conditions: { StringEquals: { 'cloudwatch:namespace': syntheticFault.namespace } },
  anyResourceBecause: 'Metrics have no ARNs; the condition holds it to a namespace that nothing else uses.',
};

/** The step of the built-in runbook. Its fault is made up, so reporting that it is gone cures the alarm. */
export default defineAction<Parameters>({
  id: 'clear-synthetic-fault',
  shown: 'emulator',
  title: 'Clear the synthetic fault',
  summary: "Reports that the synthetic alarm's made-up fault is gone; changes nothing else.",
  disruption: 'Nothing: nobody uses what it changes.',
  parameters: Parameters,
  targets: ({ environment }, { partition, region, account }) => [
    `arn:${partition}:cloudwatch:${region}:${account}:alarm:${syntheticAlarm(environment)}`,
  ],
  permissions: () => [publishFault],
  network: 'aws-apis-only',
  timeoutSeconds: 30,
});
