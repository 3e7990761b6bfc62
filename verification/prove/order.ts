import { randomOf } from '#testing/world/random';
import type { World } from '#testing/world/world';

/** How long each call takes while the others wait for their turn, in seconds. */
const turnSeconds = 0.05;

interface Waiting {
  readonly place: number;
  readonly go: () => void;
}

/**
 * From here on, calls take effect one at a time, and chance says which of those that wait is next: what several functions do at
 * once interleaves in every order that chance finds.
 * @param seed the same one draws the same order
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
    // An invocation is no call of its own: its function's calls are.
    if (service === 'lambda') return;
    return new Promise<void>((go) => {
      waiting.push({ place: placeOf(name), go });
      void takeTurns();
    });
  };
}
