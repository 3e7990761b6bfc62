import type { DeployedStep } from '../../../lambdas/shared/runbook.ts';
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
  const worst = worstCaseOf(steps, recovered, actions);
  const limit = pageBySeconds(page);
  if (!worst || worst.total <= limit) return [];
  const sum = summands(worst, steps).map((part, index) => `${index === 0 ? '  ' : '+ '}${part}`);
  const expected = `at least ${worst.total} s, what the ladder takes at worst before a person is paged; or fewer or shorter steps\n${sum.join('\n')}`;
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

/** What one step may take at worst, in seconds, in the order of its states. */
export interface StepTime {
  readonly act: number;
  readonly verify: number;
  readonly lookAgain: number;
  readonly hold: number;
  readonly record: number;
}

/** The longest way to a page, in seconds. */
export interface WorstCase {
  readonly admit: number;
  readonly steps: ReadonlyArray<StepTime & { readonly total: number }>;
  readonly page: number;
  readonly total: number;
}

/** The longest way to a page: every step acts until its time-out, recovers at the last moment and falls back in the hold. */
export function worstCase(
  steps: ReadonlyArray<Pick<DeployedStep, 'timeoutSeconds' | 'verifyWithinSeconds'>>,
  holdSeconds: number,
): WorstCase {
  const { admit, verify: look, page } = stageTimeoutSeconds;
  const times = steps.map(({ timeoutSeconds: act, verifyWithinSeconds: verify }) => ({
    ...{ act, verify, lookAgain: look, hold: holdSeconds, record: look },
    total: act + verify + look + holdSeconds + look,
  }));
  return { admit, steps: times, page, total: times.reduce((sum, { total }) => sum + total, admit + page) };
}

/** The same for a runbook as it is written; `undefined` where a step's action is not known. */
function worstCaseOf(
  steps: readonly StepSpec[],
  recovered: RunbookSpec['recovered'],
  actions: Context['actions'],
): WorstCase | undefined {
  const timed = steps.flatMap((step) => {
    const action = Object.hasOwn(actions, step.action) ? actions[step.action] : undefined;
    return action
      ? [{ timeoutSeconds: action.timeoutSeconds, verifyWithinSeconds: verifyWithinSeconds(step) }]
      : [];
  });
  return timed.length === steps.length ? worstCase(timed, holdForSeconds(recovered)) : undefined;
}

const summands = ({ admit, steps: times, page }: WorstCase, steps: readonly StepSpec[]): string[] => [
  `${admit} s to check that acting is safe`,
  ...times.map(
    ({ act, verify, lookAgain, hold, record, total }, index) =>
      `${total} s step ${index + 1}, ${steps[index]?.action} (act ${act} + verify ${verify} + look once more ${lookAgain} + hold ${hold} + record ${record})`,
  ),
  `${page} s to page`,
];
