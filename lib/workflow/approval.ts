import { type DeployedRunbook, type DeployedStep, mayAsk } from '#core/runbook/runbook';
import { names } from './names.ts';
import {
  lambdaTask,
  marginSeconds,
  type State,
  stageTimeoutSeconds,
  verifying,
  waitingTask,
} from './states.ts';
import { actionFunction } from './substitutions.ts';

/**
 * The first state of a step. Admit's answer selects it for the first step. Later steps have a Choice state, but not in a
 * runbook that always acts alone, to save its cost; there, a step that needs an approval because of a mode set at run time
 * refuses.
 */
export function entry(number: number, runbook: DeployedRunbook): string {
  if (runbook.steps[number - 1]?.approval) return names.look(number, runbook);
  return choosesLater(number, runbook) ? names.mayAct(number) : names.act(number, runbook);
}

const choosesLater = (number: number, runbook: DeployedRunbook): boolean =>
  number > 1 && (runbook.mode !== 'auto' || mayAsk(runbook)) && !runbook.steps[number - 1]?.approval;

/** Whether the step has states to ask for an approval, in any mode set at run time. */
const canAsk = (number: number, runbook: DeployedRunbook): boolean =>
  number === 1 || entry(number, runbook) !== names.act(number, runbook);

/** Timeout of the task that waits for an answer, in seconds: the time for the answer begins a little later. */
export const askSeconds = (approvalWithinSeconds: number): number =>
  approvalWithinSeconds + stageTimeoutSeconds.verify + marginSeconds;

/** The states that ask a person before a step: a dry run that reports what the step would do, and the request. */
export function asking(runbook: DeployedRunbook, step: DeployedStep, number: number): Record<string, State> {
  if (!canAsk(number, runbook)) return {};
  return {
    ...(choosesLater(number, runbook)
      ? {
          [names.mayAct(number)]: {
            Type: 'Choice',
            Comment: 'In mode approve a person is asked before each step.',
            Choices: [{ Variable: '$.answer', StringEquals: 'ask', Next: names.look(number, runbook) }],
            Default: names.act(number, runbook),
          },
        }
      : {}),
    [names.look(number, runbook)]: lambdaTask({
      comment: 'A dry run: looks, records what it would do, changes nothing.',
      function: actionFunction(step),
      functionTimeoutSeconds: step.timeoutSeconds,
      payload: { 'incident.$': '$.incident', step: number, dryRun: true, allowed: step.parameters },
      next: names.ask(number, runbook),
      onFailure: names.ask(number, runbook),
      keeps: 'nothing',
    }),
    [names.ask(number, runbook)]: waitingTask({
      comment:
        'Sleeps until a person has answered or the alarm is OK. The step reads the answer off the record; without one in time a person is paged, unless the alarm has recovered.',
      ...verifying,
      waitSeconds: askSeconds(runbook.approvalWithinSeconds),
      payload: {
        'incident.$': '$.incident',
        ask: 'ask-approval',
        step: number,
        withinSeconds: runbook.approvalWithinSeconds,
      },
      next: names.act(number, runbook),
      onFailure: names.lastLook,
    }),
  };
}
