import type { VerifyInput } from '#lambdas/verify/contract';
import { lambdaServiceErrors } from '#workflow/states';
import { placeholder, verifyFunction } from '#workflow/substitutions';
import { edgesOf, type Node, reachable } from './graph.ts';
import { callsLambda, changes, eachState, type Invariant, payloadOf, waits } from './invariant.ts';

const verify = placeholder(verifyFunction);

/** Verify's questions that the alarm decides. */
const judging: readonly unknown[] = [
  'wait-for-ok',
  'look-again',
  'confirm-held',
  'end-watch',
] satisfies VerifyInput['ask'][];

/** Whether a Task verifies a step. */
const verifies = (node: Node, step: unknown): boolean =>
  node.Parameters?.FunctionName === verify &&
  payloadOf(node)['step'] === step &&
  judging.includes(payloadOf(node)['ask']);

/**
 * Success and failure of a changing Task both lead to its step's verification: a failed call may have taken effect, and a
 * successful one may not have helped.
 */
export const everyChangeIsVerified: Invariant = eachState((node, _name, { nodes }) => {
  if (!changes(node)) return [];
  const { step } = payloadOf(node);
  return edgesOf(node).flatMap(({ field, to }) => {
    const next = nodes.get(to);
    return next && waits(next) && verifies(next, step)
      ? []
      : [
          {
            field,
            found: to,
            expected: `the state in which step ${step} is verified and waits for the alarm`,
          },
        ];
  });
});

/** If a wait for an OK event was in vain, the alarm is read before the step gives up. */
export const everyWaitLooksAgain: Invariant = eachState((node, _name, { nodes }) => {
  const { step, ask } = payloadOf(node);
  if (!waits(node) || ask !== 'wait-for-ok') return [];
  return edgesOf(node)
    .filter(({ onFailure }) => onFailure)
    .flatMap(({ field, to }) =>
      verifies(nodes.get(to) ?? { Type: '' }, step)
        ? []
        : [{ field, found: to, expected: `a state that asks Verify about step ${step} again` }],
    );
});

/** The next step begins only after the verification of the one before. */
export const stepsComeInTurn: Invariant = (subject) =>
  [...subject.nodes].flatMap(([state, node]) => {
    const step = payloadOf(node)['step'];
    if (!changes(node) || typeof step !== 'number' || step === 1) return [];
    const before = step - 1;
    const around = reachable(subject.nodes, subject.definition.StartAt, (_, one) =>
      verifies(one, before) ? [] : edgesOf(one),
    );
    return around.has(state)
      ? [
          {
            state,
            field: 'Parameters.Payload.step',
            found: step,
            expected: `a step that no way leads to but through the verification of step ${before}`,
          },
        ]
      : [];
  });

/**
 * Only errors of the Lambda service are retried: after an error of our code, a retry could act a second time. A message that is
 * published twice has its key.
 */
export const onlyTheServiceIsRetried: Invariant = eachState((node) => {
  const allowed = callsLambda(node) ? lambdaServiceErrors : undefined;
  const isPublish = node.Resource === 'arn:aws:states:::sns:publish';
  return (node.Retry ?? []).flatMap(({ ErrorEquals }, index) =>
    isPublish || ErrorEquals.every((error) => allowed?.includes(error))
      ? []
      : [
          {
            field: `Retry[${index}].ErrorEquals`,
            found: ErrorEquals,
            expected: `none but the Lambda service's own errors: ${lambdaServiceErrors.join(', ')}`,
          },
        ],
  );
});
