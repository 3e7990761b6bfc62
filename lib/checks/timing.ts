import type { DeployedStep, Mode } from '#core/runbook/runbook';
import {
  approvalOf,
  approvalWithinSeconds,
  defaults,
  holdForSeconds,
  pageBySeconds,
  verifyWithinSeconds,
} from '#define/defaults';
import { minutes } from '#define/duration';
import type { RunbookSpec, StepSpec } from '#define/runbook';
import { askSeconds } from '#workflow/approval';
import { stageTimeoutSeconds } from '#workflow/states';
import { type Context, eachRunbook, isSound } from './draft.ts';
import { problemAt } from './problem.ts';

/** EventBridge Scheduler works in minutes: a deadline in less than two minutes could be past before it is set. */
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
 * Every step has its full time before a person is paged. A cooldown may be shorter than all steps together: the lock on the
 * target keeps a second run away while the first one works.
 */
export const ladderFitsBeforePage = eachRunbook((runbook, { actions, environment }) => {
  if (!isSound(runbook, 'steps', 'recovered', 'page', 'mode', 'approvalWithin')) return [];
  const { id = '', steps = [], page, mode } = runbook.sections;
  const worst = worstCaseOf(runbook.sections, environment.sections.modes?.[id] ?? mode, actions);
  const limit = pageBySeconds(page);
  if (!worst || worst.total <= limit) return [];
  const sum = summands(worst, steps).map((part, index) => `${index === 0 ? '  ' : '+ '}${part}`);
  const expected = `at least ${worst.total} s, what the ladder takes at worst before a person is paged; or fewer or shorter steps\n${sum.join('\n')}`;
  return [
    problemAt(runbook.file, ['page', 'pageBy'], page?.pageBy ?? { seconds: limit, default: true }, expected),
  ];
});

/** The worst case of one step, in seconds, in the order of its states. */
export interface StepTime {
  /** To look what the step would do, and to wait for the answer; 0 if nobody is asked. */
  readonly ask: number;
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

/** The parts of a runbook that take time. */
interface Timed {
  readonly steps: ReadonlyArray<Pick<DeployedStep, 'timeoutSeconds' | 'verifyWithinSeconds' | 'approval'>>;
  readonly mode: Mode;
  readonly approvalWithinSeconds: number;
  readonly recovered: { readonly holdForSeconds: number };
}

/** The longest way to a page: every step acts until its timeout, recovers at the last moment and falls back in the hold. */
export function worstCase({
  steps,
  mode,
  approvalWithinSeconds: within,
  recovered: { holdForSeconds: hold },
}: Timed): WorstCase {
  const { admit, verify: look, page } = stageTimeoutSeconds;
  const times = steps.map(({ timeoutSeconds: act, verifyWithinSeconds: verify, approval }) => {
    const ask = mode === 'approve' || approval ? act + askSeconds(within) : 0;
    return {
      ...{ ask, act, verify, lookAgain: look, hold, record: look },
      total: ask + act + verify + look + hold + look,
    };
  });
  return { admit, steps: times, page, total: times.reduce((sum, { total }) => sum + total, admit + page) };
}

/** The same for a runbook as it is written; `undefined` if a step's action is not known. */
function worstCaseOf(
  runbook: Partial<RunbookSpec>,
  mode: Mode = defaults.mode,
  actions: Context['actions'],
): WorstCase | undefined {
  const { steps = [], recovered } = runbook;
  const timed = steps.flatMap((step) => {
    const action = Object.hasOwn(actions, step.action) ? actions[step.action] : undefined;
    return action
      ? [
          {
            timeoutSeconds: action.timeoutSeconds,
            verifyWithinSeconds: verifyWithinSeconds(step),
            ...approvalOf(step, action),
          },
        ]
      : [];
  });
  if (timed.length < steps.length) return undefined;
  return worstCase({
    steps: timed,
    mode,
    approvalWithinSeconds: approvalWithinSeconds(runbook),
    recovered: { holdForSeconds: holdForSeconds(recovered) },
  });
}

const summands = ({ admit, steps: times, page }: WorstCase, steps: readonly StepSpec[]): string[] => [
  `${admit} s to check that acting is safe`,
  ...times.map(
    ({ ask, act, verify, lookAgain, hold, record, total }, index) =>
      `${total} s step ${index + 1}, ${steps[index]?.action} (${ask > 0 ? `ask for approval ${ask} + ` : ''}act ${act} + verify ${verify} + look once more ${lookAgain} + hold ${hold} + record ${record})`,
  ),
  `${page} s to page`,
];
