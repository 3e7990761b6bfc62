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
 * Where a step begins. The first one's way is chosen with Admit's answer. A later one is chosen by a state of its own,
 * which a runbook that is deployed to act by itself, whatever was drilled, has not: nobody pays for it there, and a step that would need an
 * approval because of a mode set at run time refuses.
 */
export function entry(number: number, runbook: DeployedRunbook): string {
  if (runbook.steps[number - 1]?.approval) return names.look(number, runbook);
  return choosesLater(number, runbook) ? names.mayAct(number) : names.act(number, runbook);
}

const choosesLater = (number: number, runbook: DeployedRunbook): boolean =>
  number > 1 && (runbook.mode !== 'auto' || mayAsk(runbook)) && !runbook.steps[number - 1]?.approval;

/** Whether the step can ask for an approval, whatever mode is set at run time. */
const canAsk = (number: number, runbook: DeployedRunbook): boolean =>
  number === 1 || entry(number, runbook) !== names.act(number, runbook);

/** How long the task that waits for an answer may take, in seconds: the answer's own time begins a little later. */
export const askSeconds = (approvalWithinSeconds: number): number =>
  approvalWithinSeconds + stageTimeoutSeconds.verify + marginSeconds;

/** The states before a step that ask a person: a dry run that says what the step would do, and the question. */
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
        'Sleeps until a person has answered or the alarm is OK. The step reads the answer off the record; without one in time a person is paged.',
      ...verifying,
      waitSeconds: askSeconds(runbook.approvalWithinSeconds),
      payload: {
        'incident.$': '$.incident',
        ask: 'ask-approval',
        step: number,
        withinSeconds: runbook.approvalWithinSeconds,
      },
      next: names.act(number, runbook),
      onFailure: names.page,
    }),
  };
}
