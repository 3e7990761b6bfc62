import type { DeployedRunbook, DeployedStep } from '#core/runbook/runbook';
import { asking, entry } from './approval.ts';
import { names } from './names.ts';
import { lambdaTask, type State, verifying, waitingTask } from './states.ts';
import { actionFunction } from './substitutions.ts';

interface Rung {
  readonly step: DeployedStep;
  readonly number: number;
}

/** The steps in order: act, verify, hold, record. Without a held recovery, the next step follows. */
export function ladder(runbook: DeployedRunbook, rungs: readonly Rung[]): Record<string, State> {
  return Object.assign({}, ...rungs.map((rung) => rungStates(runbook, rung, rungs.length)));
}

function rungStates(runbook: DeployedRunbook, { step, number }: Rung, count: number): Record<string, State> {
  const nextStep = number < count ? entry(number + 1, runbook) : names.page;
  return {
    ...asking(runbook, step, number),
    [names.act(number, runbook)]: lambdaTask({
      comment:
        'Acts at most once. Success and failure both lead to verification, which reads what was recorded.',
      function: actionFunction(step),
      functionTimeoutSeconds: step.timeoutSeconds,
      payload: {
        'incident.$': '$.incident',
        'ahead.$': '$.ahead',
        step: number,
        dryRun: false,
        allowed: step.parameters,
      },
      next: names.verify(number),
      onFailure: names.verify(number),
      keeps: 'nothing',
    }),
    [names.verify(number)]: waitingTask({
      ...verifying,
      comment: "Sleeps until the alarm's OK event, or until the step had its full time.",
      waitSeconds: step.verifyWithinSeconds,
      payload: { 'incident.$': '$.incident', ask: 'wait-for-ok', step: number },
      next: names.hold(number),
      onFailure: names.lookAgain(number),
    }),
    [names.lookAgain(number)]: lambdaTask({
      ...verifying,
      comment: 'No OK event came, or there was nothing to wait for: read the alarm itself.',
      payload: { 'incident.$': '$.incident', ask: 'look-again', step: number },
      next: names.hold(number),
      onFailure: nextStep,
      keeps: 'nothing',
    }),
    [names.hold(number)]: {
      Type: 'Wait',
      Comment: 'OK is not yet healed: it has to hold.',
      Seconds: runbook.recovered.holdForSeconds,
      Next: names.confirm(number),
    },
    [names.confirm(number)]: lambdaTask({
      ...verifying,
      comment: 'OK and held: write the verdict. An alarm that fell back goes on to the next step.',
      payload: { 'incident.$': '$.incident', ask: 'confirm-held', step: number },
      next: names.recovered,
      onFailure: nextStep,
      keeps: 'data',
    }),
  };
}
