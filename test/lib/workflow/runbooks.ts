import fc from 'fast-check';
import type { DeployedRunbook, DeployedStep } from '#core/runbook/runbook';

const seconds = fc.integer({ min: 1, max: 3600 });

/** Any text but one with a placeholder, which synth refuses. */
const text = fc.string().filter((value) => !value.includes('${'));

/** Names as AWS has them; asl-validator takes no empty text in a list. */
const name = fc.stringMatching(/^[A-Za-z0-9$][A-Za-z0-9 $.*_-]{0,30}$/);

const step: fc.Arbitrary<DeployedStep> = fc.record(
  {
    action: fc.constantFrom('restart-ecs-tasks', 'flush-redis-cache', 'fail-over-aurora-cluster'),
    title: fc.constantFrom('Restart ECS tasks', 'Flush Redis cache', 'x'.repeat(48)),
    parameters: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.oneof(text, fc.integer())),
    network: fc.constantFrom('default', 'inner-vpc'),
    timeoutSeconds: fc.integer({ min: 1, max: 900 }),
    verifyWithinSeconds: seconds,
    approval: fc.constant('required' as const),
  },
  { requiredKeys: ['action', 'title', 'parameters', 'timeoutSeconds', 'verifyWithinSeconds'] },
);

/** One action has one timeout, whichever step it is in. */
const withOneTimeout = (steps: readonly DeployedStep[]): DeployedStep[] =>
  steps.map((one) => ({
    ...one,
    timeoutSeconds: steps.find(({ action }) => action === one.action)?.timeoutSeconds ?? one.timeoutSeconds,
  }));

/** Runbooks of 1 to 5 steps with any durations: more than synth lets through, so that the compiler leans on nothing. */
export const anyRunbook: fc.Arbitrary<DeployedRunbook> = fc.record({
  id: fc.stringMatching(/^[a-z][a-z0-9-]{2,40}$/),
  owner: text,
  why: text,
  mode: fc.constantFrom('off', 'watch', 'approve', 'auto'),
  adopts: fc.record({ names: fc.array(name), prefixes: fc.array(name) }),
  steps: fc.array(step, { minLength: 1, maxLength: 5 }).map(withOneTimeout),
  approvalWithinSeconds: seconds,
  recovered: fc.record({ holdForSeconds: seconds }),
  guards: fc.record({ cooldownSeconds: seconds, maxRunsPerDay: seconds, staleAfterSeconds: seconds }),
  page: fc.record({
    urgency: fc.constantFrom('high', 'low'),
    pageBySeconds: seconds,
    instructions: text,
  }),
});
