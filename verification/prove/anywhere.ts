import fc from 'fast-check';
import { callFaults, eventFaults, type Happening, throwIns } from './happenings.ts';
import { stageOfStep } from './kinds.ts';
import type { Recipe, Story } from './story.ts';

type Kind = 'read' | 'write' | 'invocation';

const workflow = ['Admit', 'Verify', 'Page'];
/** Started by events and schedules. `page` is the deadline's: it is another function than the workflow's `Page`. */
const beside = ['page', 'recover', 'resolve', 'execution-ended'];
const looks = ['sweep', 'reconcile'];

/**
 * Which call of a stage. What a story sends is known only once it has been played, so some of these are never reached: most
 * functions send few calls, and a look that comes every minute sends a hundred.
 */
const numbers: Readonly<Record<Kind, readonly number[]>> = {
  read: [1, 2, 3, 4, 5, 6, 8, 11, 15],
  write: [1, 2, 3, 4, 5, 6, 8, 11],
  invocation: [1, 2, 3, 4],
};
const numbersBeside: typeof numbers = { read: [1, 2, 3], write: [1, 2, 3, 5], invocation: [1, 2, 3] };
const numbersOfLooks: typeof numbers = {
  read: [1, 3, 6, 10, 15, 20, 40, 80, 160],
  write: [1, 2, 4, 8],
  invocation: [1, 2, 4, 8],
};

const numbersOf = (stage: string): typeof numbers =>
  looks.includes(stage) ? numbersOfLooks : beside.includes(stage) ? numbersBeside : numbers;

const names = <Name extends string>(of: Readonly<Record<Name, unknown>>) =>
  fc.constantFrom(...(Object.keys(of) as Name[]));

/** Points by count, such as the third write of a stage. */
const pointsOf = (stages: readonly string[], kind: Kind): string[] =>
  stages.flatMap((stage) => numbersOf(stage)[kind].map((nth) => `${stage}.${kind}#${nth}`));

const { redelivery: _redelivery, 'two copies': _copies, 'stall before': _stall, ...ofCalls } = callFaults;

/** Any fault, event fault or throw-in, at any point that such a story may have. */
export function happeningIn(story: Omit<Story, 'happenings'>): fc.Arbitrary<Happening> {
  const stages = stagesIn(story);
  const anywhere = fc.constantFrom(...pointsOf(stages, 'read'), ...pointsOf(stages, 'write'));
  return fc.oneof(
    { weight: 12, arbitrary: fc.record({ at: anywhere, fault: names(ofCalls) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        at: fc.constantFrom(...pointsOf(stages, 'invocation')),
        fault: fc.constantFrom('error before', 'redelivery', 'two copies'),
      }),
    },
    {
      // The state machine itself calls SNS, once the page stage has failed.
      weight: 1,
      arbitrary: fc.record({
        at: fc.constantFrom('AWS.aws#1', 'AWS.aws#2'),
        fault: fc.constantFrom('error before', 'error after', 'throttle', 'two copies'),
      }),
    },
    {
      weight: 8,
      arbitrary: fc.record({ at: fc.constantFrom(...eventsIn(story)), event: names(eventFaults) }),
    },
    { weight: 8, arbitrary: fc.record({ at: anywhere, throwIn: names(throwIns) }) },
  ) as fc.Arbitrary<Happening>;
}

const recipesOf = ({ parts }: Pick<Story, 'parts'>): Recipe[] =>
  parts.flatMap(({ runbook }) => (typeof runbook === 'string' ? [] : [runbook]));

function stagesIn(story: Omit<Story, 'happenings'>): string[] {
  const recipes = recipesOf(story);
  const acting = recipes.flatMap(({ steps }) => steps.map(stageOfStep));
  const isAnswered = story.byLink && recipes.some(({ answer }) => answer !== undefined);
  return [
    ...workflow,
    ...beside,
    ...looks,
    ...new Set(acting),
    ...(story.diagnoses ? ['diagnose'] : []),
    ...(isAnswered ? ['answer'] : []),
    ...(story.people ? ['person'] : []),
  ];
}

function eventsIn(story: Pick<Story, 'parts'>): string[] {
  const works = recipesOf(story).some(({ steps }) => steps.includes('work'));
  return ['ALARM', 'ALARM', 'OK', 'ENDED', ...(works ? ['WORK'] : [])].flatMap((kind) =>
    [1, 2, 3, 4].map((nth) => `${kind}#${nth}`),
  );
}
