import type { Counter } from './invariants/index.ts';
import { playStory } from './play.ts';
import type { Part, Story } from './story.ts';

/** Whether a story still breaks the promise. */
export type Fails = (story: Story) => Promise<boolean>;

/** Whether playing a story counts for this counter. */
export const failsAs =
  (counter: Counter): Fails =>
  async (story) => {
    try {
      return (await playStory(story)).violations.some((violation) => violation.counter === counter);
    } catch {
      return false;
    }
  };

/** How much there is to read in a story. */
export const lengthOf = ({ parts, happenings, jitter }: Story): number =>
  happenings.length * 100 +
  parts.length * 50 +
  (jitter ? 10 : 0) +
  parts.reduce((sum, { runbook }) => sum + (typeof runbook === 'string' ? 3 : runbook.steps.length), 0);

/** The shortest story that still fails: whatever can be left out is left out, one thing after the other. */
export async function shrink(story: Story, fails: Fails): Promise<Story> {
  let shortest = story;
  for (;;) {
    let next: Story | undefined;
    for (const candidate of shorter(shortest)) {
      if (!(await fails(candidate))) continue;
      next = candidate;
      break;
    }
    if (!next) return shortest;
    shortest = next;
  }
}

/** Every story that is one thing shorter. */
function* shorter(story: Story): Generator<Story> {
  const { parts, happenings, jitter, ...rest } = story;
  const without = <T>(list: readonly T[], index: number) => list.filter((_, at) => at !== index);
  for (const index of happenings.keys()) yield { ...story, happenings: without(happenings, index) };
  if (parts.length > 1) {
    for (const index of parts.keys()) yield { ...story, parts: without(parts, index) };
  }
  if (jitter) yield { ...rest, parts, happenings };
  for (const [index, part] of parts.entries()) {
    for (const fewer of fewerSteps(part)) {
      yield { ...story, parts: parts.map((one, at) => (at === index ? fewer : one)) };
    }
  }
}

function fewerSteps(part: Part): Part[] {
  const { runbook, healsAt } = part;
  if (typeof runbook === 'string' || runbook.steps.length < 2) return [];
  const steps = runbook.steps.slice(0, -1);
  return [{ ...part, runbook: { ...runbook, steps }, healsAt: Math.min(healsAt, steps.length) }];
}
