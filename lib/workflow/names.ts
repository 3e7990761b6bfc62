import type { DeployedRunbook } from '#core/runbook/runbook';

const stepTitle = (number: number, runbook: DeployedRunbook): string => {
  const step = runbook.steps[number - 1];
  if (!step) throw new Error(`Runbook ${runbook.id} has no step ${number}`);
  return step.title;
};

/** State names, which on-call reads in the console. At most 80 characters (Step Functions' limit). */
export const names = {
  admit: 'Check that acting is safe',
  answer: 'May it act?',
  act: (number: number, runbook: DeployedRunbook) => `${number}. ${stepTitle(number, runbook)}`,
  look: (number: number, runbook: DeployedRunbook) =>
    `${number}. What would "${stepTitle(number, runbook)}" do?`,
  ask: (number: number, runbook: DeployedRunbook) =>
    `${number}. Ask for approval of ${stepTitle(number, runbook)}`,
  mayAct: (number: number) => `${number}. Does it need an approval?`,
  verify: (number: number) => `${number}. Verify recovery`,
  lookAgain: (number: number) => `${number}. Look once more`,
  hold: (number: number) => `${number}. Hold`,
  confirm: (number: number) => `${number}. Record the recovery`,
  recovered: 'Recovered',
  join: 'Wait for the fix that is under way',
  lastLook: 'Look once more before paging',
  lastHold: 'Hold before paging',
  lastConfirm: 'Record the recovery instead of paging',
  lookOnly: (runbook: DeployedRunbook) => `Watch only: what would "${stepTitle(1, runbook)}" do?`,
  watch: 'Watch whether it recovers alone',
  endWatch: 'Record what was watched',
  watched: 'Watched, not touched',
  selfRecovered: 'Recovered by itself',
  suppressed: 'Suppressed, nothing done',
  duplicate: 'Duplicate: open the execution in the output; only a new ALARM runs again',
  page: 'Page on-call',
  pageAnswer: 'Was a person needed?',
  endedWithoutPage: 'Ended without a page',
  personPaged: 'Person paged',
  backupChoice: 'The page failed: does the event name an alarm?',
  backupPage: 'Page on-call over the backup path',
  backupPageUnnamed: 'Page on-call over the backup path, alarm not named',
  pagedByBackup: 'Person paged over the backup path',
  pageNotDelivered: 'Page not delivered, deadline armed',
} as const;
