import { waitSeconds } from '#core/incident/waiting';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { entry } from './approval.ts';
import { backupPath } from './backup-page.ts';
import { ladder } from './ladder.ts';
import { names } from './names.ts';
import { lambdaTask, type State, stageTimeoutSeconds, verifying, waitingTask } from './states.ts';
import * as substitution from './substitutions.ts';

/** A runbook as Amazon States Language, with the names of the ARNs to fill in. */
export interface Workflow {
  readonly definition: {
    readonly Comment: string;
    readonly StartAt: string;
    readonly States: Readonly<Record<string, State>>;
  };
  /** Every `${Name}` in the definition. */
  readonly substitutions: readonly string[];
}

/**
 * Compiles a runbook to the state machine that CDK deploys, the sandbox deploys and the rehearsal runs.
 * Pure: the same runbook gives the same definition.
 */
export function compileWorkflow(runbook: DeployedRunbook): Workflow {
  const steps = runbook.steps.map((step, index) => ({ step, number: index + 1 }));
  return {
    definition: {
      Comment: `${runbook.id}, owned by ${runbook.owner}. ${runbook.why}`,
      StartAt: names.admit,
      States: {
        ...admission(runbook),
        ...ladder(runbook, steps),
        // Without steps there is nothing to do, wait for or watch: a person is paged.
        ...(steps.length > 0
          ? { ...joining(runbook), ...beforePaging(runbook), ...watching(runbook), ...recovered }
          : {}),
        ...paging(runbook),
      },
    },
    substitutions: [
      substitution.admitFunction,
      ...(steps.length > 0 ? [substitution.verifyFunction] : []),
      substitution.pageFunction,
      substitution.backupTopic,
      substitution.environment,
      ...new Set(runbook.steps.map(substitution.actionFunction)),
    ],
  };
}

/**
 * How long an alarm may wait for its turn if many come at once, as shares of its page deadline. After both, there is still time
 * for the page and the backup path.
 */
const patience = { admit: 1 / 3, page: 1 / 3 } as const;

function admission(runbook: DeployedRunbook): Record<string, State> {
  return {
    [names.admit]: lambdaTask({
      comment: 'Reads the alarm again, sets the page deadline, opens the incident and locks its targets.',
      function: substitution.admitFunction,
      functionTimeoutSeconds: stageTimeoutSeconds.admit,
      patienceSeconds: patience.admit * runbook.page.pageBySeconds,
      payload: { 'event.$': '$$.Execution.Input', runbook },
      next: names.answer,
      onFailure: names.page,
      keeps: 'data',
    }),
    [names.answer]: {
      Type: 'Choice',
      Comment: 'Every answer but these asks for a person.',
      Choices: [
        ...(runbook.steps.length > 0
          ? [
              { Variable: '$.answer', StringEquals: 'act', Next: entry(1, runbook) },
              { Variable: '$.answer', StringEquals: 'ask', Next: names.look(1, runbook) },
              { Variable: '$.answer', StringEquals: 'join', Next: names.join },
              { Variable: '$.answer', StringEquals: 'watch', Next: names.lookOnly(runbook) },
            ]
          : []),
        { Variable: '$.answer', StringEquals: 'self-recovered', Next: names.selfRecovered },
        { Variable: '$.answer', StringEquals: 'suppressed', Next: names.suppressed },
        { Variable: '$.answer', StringEquals: 'duplicate', Next: names.duplicate },
      ],
      Default: names.page,
    },
    [names.selfRecovered]: { Type: 'Succeed', Comment: 'The alarm was OK again before anything acted.' },
    [names.suppressed]: { Type: 'Succeed', Comment: 'Switched off; the output says by whom or what.' },
    [names.duplicate]: {
      Type: 'Succeed',
      Comment:
        'The same state change again, also by New execution with an old event. The output names the execution that has the incident; Nightshift acts again when the alarm goes to ALARM again.',
    },
  };
}

const recovered: Record<string, State> = {
  [names.recovered]: {
    Type: 'Succeed',
    Comment: 'OK, and it held. The output says which step gets the credit, if any.',
  },
};

/** Another incident works on the target: wait for its fix, judged by this incident's own alarm. */
function joining(runbook: DeployedRunbook): Record<string, State> {
  return {
    [names.join]: waitingTask({
      comment:
        'Another incident is working on the target. Resumed when the own alarm is OK or the other has ended.',
      ...verifying,
      waitSeconds: waitSeconds(runbook),
      payload: { 'incident.$': '$.incident', ask: 'wait-for-ok', step: 0 },
      next: names.lastHold,
      onFailure: names.lastLook,
    }),
  };
}

/** The wait was in vain: a person is paged, unless the alarm is OK by now and stays OK. */
function beforePaging(runbook: DeployedRunbook): Record<string, State> {
  return {
    [names.lastLook]: verifyTask('look-again', 'The wait is over: is the alarm OK?', {
      next: names.lastHold,
      onFailure: names.page,
    }),
    [names.lastHold]: holdState(runbook, names.lastConfirm),
    [names.lastConfirm]: verifyTask('confirm-held', 'OK and held: write the verdict.', {
      next: names.recovered,
      onFailure: names.page,
    }),
  };
}

/** Mode watch: reports what would be done, changes nothing, and sees whether the alarm recovers alone. */
function watching(runbook: DeployedRunbook): Record<string, State> {
  const first = runbook.steps[0];
  if (!first) throw new Error(`Runbook ${runbook.id} has no steps`);
  return {
    [names.lookOnly(runbook)]: lambdaTask({
      comment: 'A dry run: looks, records what it would do, changes nothing.',
      function: substitution.actionFunction(first),
      functionTimeoutSeconds: first.timeoutSeconds,
      payload: { 'incident.$': '$.incident', step: 1, dryRun: true, allowed: first.parameters },
      next: names.watch,
      onFailure: names.watch,
      keeps: 'nothing',
    }),
    [names.watch]: waitingTask({
      comment: 'Resumed when the alarm is OK without anybody having acted here.',
      ...verifying,
      waitSeconds: waitSeconds(runbook),
      payload: { 'incident.$': '$.incident', ask: 'wait-for-ok', step: 0 },
      next: names.endWatch,
      onFailure: names.endWatch,
    }),
    [names.endWatch]: verifyTask('end-watch', 'Records what was seen and sends the report.', {
      next: names.watched,
      onFailure: names.page,
    }),
    [names.watched]: { Type: 'Succeed', Comment: 'The output says what would have been done.' },
  };
}

function paging(runbook: DeployedRunbook): Record<string, State> {
  return {
    [names.page]: lambdaTask({
      comment: 'Writes the verdict, releases the locks and asks a person to take over.',
      function: substitution.pageFunction,
      functionTimeoutSeconds: stageTimeoutSeconds.page,
      patienceSeconds: patience.page * runbook.page.pageBySeconds,
      payload: { 'event.$': '$$.Execution.Input', runbook },
      next: names.pageAnswer,
      onFailure: names.backupChoice,
      keeps: 'data',
    }),
    [names.pageAnswer]: {
      Type: 'Choice',
      Comment: 'A recovery may have been recorded at the last moment.',
      Choices: [{ Variable: '$.verdict', StringEquals: 'escalated', Next: names.personPaged }],
      Default: names.endedWithoutPage,
    },
    [names.endedWithoutPage]: {
      Type: 'Succeed',
      Comment: 'The incident already had its verdict; the output says which.',
    },
    [names.personPaged]: {
      Type: 'Fail',
      Comment: 'Red on purpose: a person has to take over. The page says why.',
      Error: 'PersonPaged',
      CausePath: '$.summary',
    },
    ...backupPath(runbook),
    [names.pagedByBackup]: {
      Type: 'Fail',
      Comment: 'A person was asked over the backup path because the page function failed.',
      Error: 'PagedByBackup',
      Cause: 'The page function failed; the backup topic accepted a message in its place.',
    },
    [names.pageNotDelivered]: {
      Type: 'Fail',
      Comment: 'No path took the page from here. The deadline schedule and the sweeper still will.',
      Error: 'PageNotDelivered',
      Cause: 'Neither the page function nor the backup topic accepted the page; the page deadline is armed.',
    },
  };
}

/** The verifying Tasks outside of the steps. */
function verifyTask(
  ask: 'look-again' | 'confirm-held' | 'end-watch',
  comment: string,
  edges: { next: string; onFailure: string },
): State {
  return lambdaTask({
    comment,
    ...verifying,
    payload: { 'incident.$': '$.incident', ask, step: 0 },
    keeps: ask === 'look-again' ? 'nothing' : 'data',
    ...edges,
  });
}

const holdState = (runbook: DeployedRunbook, next: string): State => ({
  Type: 'Wait',
  Comment: 'OK is not yet healed: it has to hold.',
  Seconds: runbook.recovered.holdForSeconds,
  Next: next,
});
