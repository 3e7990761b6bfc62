import fc from 'fast-check';
import { happeningIn } from './anywhere.ts';
import { drills } from './gate.ts';
import {
  type Act,
  accounts,
  acts,
  type Circumstance,
  circumstances,
  type Doing,
  type Part,
  type Recipe,
  type Story,
  stepKinds,
  type Weather,
} from './story.ts';

const names = <Name extends string>(of: Readonly<Record<Name, unknown>>) =>
  fc.constantFrom(...(Object.keys(of) as Name[]));

/** Draws a value in this many of ten cases, and leaves it out in the others. */
const some = <T>(inTen: number, of: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 10 - inTen, arbitrary: fc.constant(undefined) }, { weight: inTen, arbitrary: of });

const recipe: fc.Arbitrary<Recipe> = fc.record({
  steps: fc.oneof(
    {
      weight: 20,
      arbitrary: fc.array(fc.constantFrom(...stepKinds), { minLength: 1, maxLength: 6, size: 'max' }),
    },
    { weight: 1, arbitrary: fc.constant([]) },
  ),
  mode: fc.constantFrom<NonNullable<Recipe['mode']>>('auto', 'auto', 'auto', 'approve', 'watch', 'off'),
  answer: some(6, fc.constantFrom('approve', 'approve', 'deny')),
  pageBy: fc.constantFrom(900, 480, 600, 1_200, 3_000),
  verifyWithin: fc.constantFrom(180, 120, 300, 600),
  holdFor: fc.constantFrom(60, 90, 120),
  cooldown: some(4, fc.constantFrom(60, 300, 1_800)),
  staleAfter: some(1, fc.constantFrom(60, 120)),
  maxRunsPerDay: some(3, fc.constantFrom(1, 2, 3)),
  breaker: some(3, fc.constantFrom(1, 2)),
  massFailure: some(2, fc.constantFrom(1, 2, 3)),
  allows: some(1, fc.constantFrom('s*', '*')),
  service: some(3, fc.constantFrom('other', 'third')),
  work: some(5, fc.constant('fails')),
  alias: some(5, fc.constant('canary')),
  andMetric: some(1, fc.constant(true)),
  calendar: some(1, fc.constant(true)),
  tagged: some(2, fc.constant(true)),
  drilled: some(1, names(drills)),
}) as fc.Arbitrary<Recipe>;

/** Four in five runbooks are made to pass synth: their ladder fits before the page. The others stay as drawn. */
const fitted = fc
  .tuple(recipe, fc.integer({ min: 1, max: 5 }))
  .map(([drawn, luck]) => (luck === 1 ? drawn : inTime(drawn)));

const latest = 3_600;

function inTime(drawn: Recipe): Recipe {
  const { steps, mode, verifyWithin = 180, holdFor = 60, drilled } = drawn;
  const asked = mode === 'approve' || drilled || steps.includes('grow') ? approvalSeconds + actSeconds : 0;
  const each = asked + actSeconds + verifyWithin + holdFor + lookSeconds;
  const fewer = steps.slice(0, Math.max(1, Math.floor((latest - besideSeconds) / each)));
  const needed = Math.ceil((fewer.length * each + besideSeconds) / 60) * 60;
  return { ...drawn, steps: fewer, pageBy: Math.max(drawn.pageBy ?? 900, needed) };
}

/** Worst-case times of the parts of a ladder, in seconds; slightly more than synth counts. */
const [actSeconds, lookSeconds, besideSeconds, approvalSeconds] = [120, 45, 80, 170];

const drill = fc.record({
  at: fc.integer({ min: 30, max: 900 }),
  lasts: fc.constantFrom(300, 400, 600, 900),
  // A mark that names another target passes no precondition, so it may lie on an alarm that has fired: situations play that.
  but: some(3, fc.constant('its terminal dies')),
});

const part = (samples: readonly string[]): fc.Arbitrary<Part> =>
  fc.record({
    runbook: fc.oneof(
      { weight: 12, arbitrary: fitted },
      ...(samples.length > 0 ? [{ weight: 1, arbitrary: fc.constantFrom(...samples) }] : []),
    ),
    healsAt: fc.constantFrom(1, 0, 0, 2, 3, 4),
    after: fc.constantFrom(0, 1, 20, 60, 120, 240, 400),
    healsWithOthers: fc.boolean(),
    again: some(5, fc.uniqueArray(fc.integer({ min: 420, max: 2_800 }), { minLength: 1, maxLength: 3 })),
    period: some(1, fc.constantFrom(300)),
    given: some(2, names<Circumstance>(circumstances)),
    drill: some(1, drill),
  }) as fc.Arbitrary<Part>;

const number = (most: number) => fc.integer({ min: 1, max: most });

const doing: fc.Arbitrary<Doing> = fc.record({
  at: fc.integer({ min: 60, max: 2_400 }),
  does: names<Act>(acts),
  part: fc.integer({ min: 0, max: 3 }),
});

const weather: fc.Arbitrary<Weather> = fc.record({
  eventClock: some(3, fc.constantFrom(0.4, 1, 3)),
  machineClocks: some(3, fc.constantFrom(0.5, 2, 5)),
  staleReads: some(3, fc.constantFrom(1, 2)),
  indexLag: some(3, fc.constantFrom(2, 60, 300)),
  lateTimers: some(2, fc.constantFrom(1, 5)),
  lateSchedules: some(2, fc.constantFrom(30, 59)),
  schedules: some(1, fc.constantFrom('twice', 'never')),
  twice: some(3, fc.constantFrom(0.1, 0.5, 1)),
  late: some(2, fc.constantFrom(0.2, 0.6)),
  conflicts: some(2, fc.constantFrom(0.05, 0.3)),
  throttles: some(2, fc.constantFrom(0.005, 0.03)),
  sentAgain: some(2, fc.constantFrom(0.02, 0.2)),
  account: some(2, names(accounts)),
}) as fc.Arbitrary<Weather>;

const list = <T>(of: fc.Arbitrary<T>, minLength: number, maxLength: number) =>
  fc.array(of, { minLength, maxLength, size: 'max' });

/** Drops repeats of a sample runbook, which has only one alarm. Made-up runbooks all stay. */
export const onlyOnce = (parts: readonly Part[]): Part[] =>
  parts.filter(
    ({ runbook }, index) =>
      typeof runbook !== 'string' || parts.findIndex((other) => other.runbook === runbook) === index,
  );

/** Any story at all. @param samples ids of the repository's own runbooks */
export const anyStory = (samples: readonly string[]): fc.Arbitrary<Story> =>
  undisturbed(samples).chain((story) =>
    list(happeningIn(story), 0, 3).map((happenings) => ({ ...story, happenings })),
  );

const undisturbed = (samples: readonly string[]): fc.Arbitrary<Omit<Story, 'happenings'>> =>
  fc.record({
    parts: fc
      .oneof(
        { weight: 4, arbitrary: list(part(samples), 1, 1) },
        { weight: 3, arbitrary: list(part(samples), 2, 2) },
        { weight: 2, arbitrary: list(part(samples), 3, 5) },
      )
      .map(onlyOnce),
    people: some(3, list(doing, 1, 3)),
    byLink: some(3, fc.constant(true)),
    strangers: some(1, list(fc.integer({ min: 60, max: 2_400 }), 1, 2)),
    diagnoses: some(2, fc.constant(true)),
    weather: some(4, weather),
    seed: number(1_000_000),
    jitter: some(4, fc.constantFrom(0.02, 0.2, 1, 3)),
    order: some(2, number(1_000_000)),
    lag: some(2, fc.constantFrom(5, 20, 45)),
    // One in ten keeps its repeated looks, to catch decisions that the engine makes at a moment that idle.ts does not name.
    skipsLooks: some(9, fc.constant(true)),
  }) as fc.Arbitrary<Omit<Story, 'happenings'>>;

/** Draws one value. The same seed always gives the same value. */
export function drawn<T>(arbitrary: fc.Arbitrary<T>, seed: number): T {
  const [value] = fc.sample(arbitrary, { seed, numRuns: 1 });
  // Fields that were left out are still there as undefined. A round trip through JSON removes them.
  return JSON.parse(JSON.stringify(value));
}
