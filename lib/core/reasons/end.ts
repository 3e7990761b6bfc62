import { clockTime, formatSeconds } from '../time.ts';

/** `refused`: why it would not have acted in mode auto either; empty if it would have. */
type Watched = {
  readonly seconds: number;
  /** Titles of the steps; empty if the runbook has none. */
  readonly plan: string;
  readonly refused: string;
};

/** What mode auto would have done, for the report of a watch. */
function inAuto(plan: string, refused: string, would: string): string {
  if (refused) return `In auto, Nightshift would not have acted either, because ${refused}.`;
  return plan ? `In auto, Nightshift would ${would}: ${plan}.` : 'In auto, there is no step that would act.';
}

/** Why an incident has its verdict. Whole sentences, or what follows "healed: " and "self-recovered: ". */
export const endReasons = {
  /** `left`: its temporary change, if any. */
  'recovered-after': ({ step, by, left = '' }: { step: string; by: string; left?: string }) =>
    `recovered after ${step}${by && ` by incident ${by}`}${left}`,
  'recovered-untouched': () => 'the alarm was OK again before anything acted',
  'watch-recovered': ({ seconds, plan, refused }: Watched) =>
    `It recovered alone after ${formatSeconds(seconds)}. ${inAuto(plan, refused, 'have acted for nothing')}`,
  'watch-still-firing': ({ seconds, plan, refused }: Watched) =>
    `It still fires after ${formatSeconds(seconds)}, and its own actions page. ${inAuto(plan, refused, 'have acted')}`,
  'watch-pages': () =>
    'This runbook only watches, the alarm still fires, and it has no action of its own that pages.',
  'holder-died': ({ execution }: { execution: string }) =>
    `the execution that held the incident (${execution}) died before a verdict`,
  'joined-in-vain': ({ holder, verdict }: { holder: string; verdict: string }) =>
    `Incident ${holder} was already working on the target and ${verdict ? `ended as ${verdict}` : 'is still under way'}; this alarm is still not OK.`,
  'no-time-to-ask': ({ step, pageBy }: { step: string; pageBy: string }) =>
    `"${step}" needs an approval, and its page deadline, ${clockTime(pageBy)}, leaves no time to ask for one.`,
  'approval-denied': ({ step, by, why }: { step: string; by: string; why: string }) =>
    `"${step}" was denied by ${by}: ${why}.`,
  'approved-not-started': ({ step, by }: { step: string; by: string }) =>
    `"${step}" was approved by ${by}, but it never started.`,
  'approval-withdrawn': ({ step, at }: { step: string; at: string }) =>
    `The request to approve "${step}" was withdrawn at ${clockTime(at)}, when the alarm was OK; it did not stay OK.`,
  'approval-unanswered': ({ step, askedAt, until }: { step: string; askedAt: string; until: string }) =>
    `"${step}" needs an approval, asked for at ${clockTime(askedAt)}, and nobody gave it by ${clockTime(until)}.`,
  'nothing-started': () => 'The engine failed before the first step; nothing was tried.',
  'stopped-between': ({ done, steps }: { done: number; steps: number }) =>
    `The engine stopped after ${done} of ${steps} steps.`,
  'only-step-refused': ({ refused }: { refused: string }) =>
    `The only step was not done, because ${refused}.`,
  'no-step-done': () => 'None of the steps could be done.',
  'steps-did-not-help': ({ done, steps, finding }: { done: number; steps: number; finding: string }) => {
    const were = done === 1 ? 'was' : 'were';
    const tried = done === steps ? 'Every step was tried' : `${done} of ${steps} steps ${were} tried`;
    return `${tried}, and ${finding || 'the alarm has not recovered for long enough'}.`;
  },
  'deadline-without-verdict': ({ pageBy }: { pageBy: string }) =>
    `The engine gave no verdict: its page deadline, ${clockTime(pageBy)}, passed without a verdict.`,
  'execution-ended': ({ status }: { status: string }) =>
    `The engine gave no verdict: its execution ended as ${status}.`,
  'taken-over': ({ by, why }: { by: string; why: string }) => `taken over by ${by}: ${why}`,
  'stopped-in-console': () => 'stopped in the console; taken over by a person',
  'run-by-hand': ({ by, outcome }: { by: string; outcome: string }) => `${by} by hand: ${outcome}`,
  'run-forgotten': () => 'the command that ran it never recorded its end',
};
