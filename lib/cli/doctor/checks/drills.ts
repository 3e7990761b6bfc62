import { versionsHere } from '#cdk/versions';
import { reasonText } from '#core/reasons/reason';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { gated } from '#core/switches/modes';
import { plusSeconds } from '#core/time';
import type { Check } from '../examination.ts';
import { type Found, warning } from '../finding.ts';

/** How long before a proof expires the doctor warns, in seconds. */
const aheadSeconds = 7 * 86_400;

/** Whether runbooks that act alone have the drill that the environment requires. */
export const drills: Check = {
  name: 'drills',
  about: 'a drill has proven the version of each runbook that acts by itself, where one is required',
  needs: [],
  // It only reads files of the project.
  permissions: () => [],
  run: async ({ runbooks, now }) => {
    const asked = runbooks.filter(({ deployed }) => deployed.mode === 'auto' && deployed.guards.requireDrill);
    if (asked.length === 0) return [];
    return (await versionsHere(asked)).flatMap(({ deployed }) => proofOf(deployed, now));
  },
};

function proofOf(runbook: DeployedRunbook, now: Date): Found[] {
  const about = `runbook ${runbook.id}`;
  const fix = `nightshift trust ${runbook.id} says how to drill it.`;
  const lowered = (at: Date) => gated({ mode: runbook.mode }, runbook, at).because;
  const missing = lowered(now);
  if (missing)
    return [
      warning(about, `In mode auto, and it asks a person before each step: ${reasonText(missing)}.`, fix),
    ];
  const soon = lowered(new Date(plusSeconds(now, aheadSeconds)));
  return soon
    ? [
        warning(
          about,
          `Within 7 days it will ask a person before each step, if until then ${reasonText(soon)}.`,
          fix,
        ),
      ]
    : [];
}
