import type { EventKind } from '#testing/events';
import { transactionConflict } from '#testing/world/dynamodb';
import { awsLimits, type Limits, newAccountLimits } from '#testing/world/limits';
import { randomOf, seededRandom } from '#testing/world/random';
import type { Call } from '#testing/world/wire';
import { isSentAgain } from './points.ts';
import type { Setup } from './stage.ts';
import type { Story, Weather } from './story.ts';

/** Gives each kind of weather random numbers of its own, so that leaving one out does not change the others. */
const seeds = {
  clocks: 1,
  timers: 2,
  events: 3,
  conflicts: 4,
  throttles: 5,
  eventClock: 6,
  sentAgain: 7,
} as const;

/** How much later than others an event may arrive, in seconds. */
const lateAtMost = 60;

const limits: Readonly<Record<NonNullable<Weather['account']>, Limits>> = {
  usual: awsLimits,
  new: newAccountLimits,
  crowded: { ...newAccountLimits, lambda: { concurrency: 2, reserves: false } },
};

/** Makes AWS as harsh as a story says, all through it. docs/proof.md has the AWS documentation for each kind. */
export function letBlow(
  { weather = {}, seed }: Story,
  { world, night }: Pick<Setup, 'world' | 'night'>,
): void {
  const seedOf = (kind: keyof typeof seeds) => seed + 0x5eed * seeds[kind];
  const either = (chance: number, most: number) => Math.round((chance * 2 - 1) * most * 1000);
  const { machineClocks = 0, staleReads = 0, indexLag = 0, lateTimers = 0, lateSchedules = 0 } = weather;
  const ofMachine = randomOf(seedOf('clocks'));
  if (machineClocks > 0) world.skew = (machine) => either(ofMachine(machine), machineClocks);
  if (staleReads > 0 || indexLag > 0) world.dynamodb.lagBehind({ reads: staleReads, indexes: indexLag });
  world.stepFunctions.lagBehind(staleReads);
  const ofTimer = seededRandom(seedOf('timers'));
  if (lateTimers > 0) world.clock.lateness = () => ofTimer() * lateTimers;
  world.scheduler.lateness = lateSchedules;
  if (weather.account) world.limit(limits[weather.account]);
  if (weather.schedules) world.scheduler.fires = weather.schedules;
  const { twice = 0, late = 0, conflicts = 0, throttles = 0, eventClock = 0, sentAgain = 0 } = weather;
  if (twice > 0 || late > 0) {
    const chance = seededRandom(seedOf('events'));
    night.events.usually = (_kind: EventKind) => {
      if (chance() < twice) return 'twice';
      return chance() < late ? { late: chance() * lateAtMost } : undefined;
    };
  }
  const always = { times: Number.POSITIVE_INFINITY };
  if (conflicts > 0) {
    const ofCall = randomOf(seedOf('conflicts'));
    const meets = ({ command, name }: Call) => command === 'TransactWrite' && ofCall(name) < conflicts;
    world.wire.plan(meets, 'error before', { ...always, error: transactionConflict });
  }
  if (throttles > 0) {
    const ofCall = randomOf(seedOf('throttles'));
    const meets = ({ by, service, name }: Call) =>
      by !== undefined && service !== 'lambda' && ofCall(name) < throttles;
    world.wire.plan(meets, 'throttle', always);
  }
  if (sentAgain > 0) {
    const ofCall = randomOf(seedOf('sentAgain'));
    const meets = (call: Call) => isSentAgain(call) && ofCall(call.name) < sentAgain;
    world.wire.plan(meets, 'sent again', always);
  }
  if (eventClock > 0) {
    // CloudWatch may take the two moments from different clocks: no document promises that they agree.
    const chance = seededRandom(seedOf('eventClock'));
    const pass = world.cloudwatch.onChange;
    world.cloudwatch.onChange = (change) =>
      pass({ ...change, at: new Date(change.at.getTime() + either(chance(), eventClock)) });
  }
}
