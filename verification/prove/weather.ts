import type { EventKind } from '#testing/events';
import { transactionConflict } from '#testing/world/dynamodb';
import { awsLimits, type Limits, newAccountLimits } from '#testing/world/limits';
import { seededRandom } from '#testing/world/random';
import type { Call } from '#testing/world/wire';
import type { Setup } from './stage.ts';
import type { Story, Weather } from './story.ts';

/** So that a story's weather is not drawn by the same numbers as its latencies. */
const another = 0x5eed;

/** How much later an event may come than others, in seconds. */
const lateAtMost = 60;

const limits: Readonly<Record<NonNullable<Weather['account']>, Limits>> = {
  usual: awsLimits,
  new: newAccountLimits,
  crowded: { ...newAccountLimits, lambda: { concurrency: 2, reserves: false } },
};

/** Makes AWS as harsh as a story says, all through it. What each of these is documented as stands in docs/proof.md. */
export function letBlow(
  { weather = {}, seed }: Story,
  { world, night }: Pick<Setup, 'world' | 'night'>,
): void {
  const chance = seededRandom(seed ^ another);
  const either = (most: number) => Math.round((chance() * 2 - 1) * most * 1000);
  const { machineClocks = 0, staleReads = 0, indexLag = 0, lateTimers = 0, lateSchedules = 0 } = weather;
  if (machineClocks > 0) world.skew = () => either(machineClocks);
  if (staleReads > 0 || indexLag > 0) world.dynamodb.lagBehind({ reads: staleReads, indexes: indexLag });
  if (lateTimers > 0) world.clock.lateness = () => chance() * lateTimers;
  world.scheduler.lateness = lateSchedules;
  if (weather.account) world.limit(limits[weather.account]);
  if (weather.schedules) world.scheduler.fires = weather.schedules;
  const { twice = 0, late = 0, conflicts = 0, throttles = 0, eventClock = 0 } = weather;
  if (twice > 0 || late > 0) {
    night.events.usually = (_kind: EventKind) => {
      if (chance() < twice) return 'twice';
      return chance() < late ? { late: chance() * lateAtMost } : undefined;
    };
  }
  const always = { times: Number.POSITIVE_INFINITY };
  if (conflicts > 0) {
    const meets = ({ command }: Call) => command === 'TransactWrite' && chance() < conflicts;
    world.wire.plan(meets, 'error before', { ...always, error: transactionConflict });
  }
  if (throttles > 0) {
    const meets = ({ by, service }: Call) => by !== undefined && service !== 'lambda' && chance() < throttles;
    world.wire.plan(meets, 'throttle', always);
  }
  if (eventClock > 0) {
    // Two clocks of CloudWatch, which no document promises to be one.
    const pass = world.cloudwatch.onChange;
    world.cloudwatch.onChange = (change) =>
      pass({ ...change, at: new Date(change.at.getTime() + either(eventClock)) });
  }
}
