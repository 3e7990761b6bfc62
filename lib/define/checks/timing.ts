import { stageTimeoutSeconds } from '../../workflow/states.ts';
import { holdForSeconds, pageBySeconds, verifyWithinSeconds } from '../defaults.ts';
import { shortestEventAge } from '../divide-time.ts';
import { minutes } from '../duration.ts';
import type { RunbookSpec, StepSpec } from '../runbook.ts';
import { type Context, eachRunbook, isSound } from './draft.ts';
import { problemAt } from './problem.ts';

/** EventBridge Scheduler is minute-grained: a deadline nearer than two minutes could be past before it is set. */
const earliestPageBy = minutes(2).seconds;

/** The page deadline is one that EventBridge Scheduler can keep. */
export const pageByIsKeepable = eachRunbook(({ file, sections: { page } }) =>
  page?.pageBy && page.pageBy.seconds < earliestPageBy
    ? [
        problemAt(
          file,
          ['page', 'pageBy'],
          page.pageBy,
          'at least 2 minutes; the scheduler counts in minutes',
        ),
      ]
    : [],
);

/**
 * Every step has its full time before a person is paged. That a cooldown may be shorter than the ladder is no
 * mistake: the lock on the target keeps a second run away while the first one works.
 */
export const ladderFitsBeforePage = eachRunbook((runbook, { actions }) => {
  if (!isSound(runbook, 'steps', 'recovered', 'page')) return [];
  const { steps = [], recovered, page } = runbook.sections;
  const parts = worstCase(steps, recovered, actions);
  if (!parts) return [];
  const total = parts.reduce((sum, part) => sum + part.seconds, 0);
  const limit = pageBySeconds(page);
  if (total <= limit) return [];
  const sum = parts.map(({ seconds, of }, index) => `${index === 0 ? '  ' : '+ '}${seconds} s ${of}`);
  const expected = `at least ${total} s, what the ladder takes at worst before a person is paged; or fewer or shorter steps\n${sum.join('\n')}`;
  return [
    problemAt(runbook.file, ['page', 'pageBy'], page?.pageBy ?? { seconds: limit, default: true }, expected),
  ];
});

/** `staleAfter` is also the maximum event age of the runbook's rule. */
export const staleAfterFitsRule = eachRunbook(({ file, sections: { guards } }) => {
  const stale = guards?.staleAfter;
  if (!stale || (stale.seconds >= shortestEventAge && stale.seconds <= longestEventAge)) return [];
  const expected = "1 minute to 24 hours, EventBridge's limits for the age of an event";
  return [problemAt(file, ['guards', 'staleAfter'], stale, expected)];
});

const longestEventAge = 24 * 3600;

/** The longest way to a page: every step acts until its time-out, recovers at the last moment and falls back in the hold. */
function worstCase(
  steps: readonly StepSpec[],
  recovered: RunbookSpec['recovered'],
  actions: Context['actions'],
): { seconds: number; of: string }[] | undefined {
  const { admit, verify, page } = stageTimeoutSeconds;
  const hold = holdForSeconds(recovered);
  const ofSteps = steps.map((step, index) => {
    const act = Object.hasOwn(actions, step.action) ? actions[step.action]?.timeoutSeconds : undefined;
    const wait = verifyWithinSeconds(step);
    return {
      act,
      seconds: (act ?? 0) + wait + verify + hold + verify,
      of: `step ${index + 1}, ${step.action} (act ${act} + verify ${wait} + look once more ${verify} + hold ${hold} + record ${verify})`,
    };
  });
  if (ofSteps.some(({ act }) => act === undefined)) return undefined;
  return [
    { seconds: admit, of: 'to check that acting is safe' },
    ...ofSteps,
    { seconds: page, of: 'to page' },
  ];
}
