import { randomOf } from '#testing/world/random';
import type { World } from '#testing/world/world';

/** How long each turn takes, in seconds, while the other calls wait for theirs. */
const turnSeconds = 0.05;

interface Waiting {
  readonly place: number;
  readonly go: () => void;
}

/**
 * From here on, calls take effect one at a time, and chance decides which of the waiting ones is next. So calls of functions that
 * run at once interleave in any order that chance finds.
 * @param seed the same seed gives the same order
 */
export function inOrderOf(seed: number, { wire, clock }: World): void {
  const placeOf = randomOf(seed);
  const waiting: Waiting[] = [];
  let isUnderWay = false;
  const takeTurns = async (): Promise<void> => {
    if (isUnderWay) return;
    isUnderWay = true;
    while (waiting.length > 0) {
      await clock.sleep(turnSeconds);
      const next = waiting.reduce((one, other) => (other.place < one.place ? other : one));
      waiting.splice(waiting.indexOf(next), 1);
      next.go();
    }
    isUnderWay = false;
  };
  wire.beforeEach = ({ service, name }) => {
    // An invocation takes no turn of its own: its function's calls do.
    if (service === 'lambda') return;
    return new Promise<void>((go) => {
      waiting.push({ place: placeOf(name), go });
      void takeTurns();
    });
  };
}
