import { isTakenByEventBridge } from '#checks/adoption';
import { matchesPattern } from '#core/runbook/runbook';
import { seededRandom } from '#testing/world/random';
import type { Answer, Question } from './ruler.ts';

/** How many pairs of a pattern and a name are drawn. */
const count = 4_000;
/** The first five are drawn more often: they matter most in patterns. */
const letters = ['a', 'b', '*', '-', '.', '\\', '?', '[', '$', 'é', '/', ':', ' ', '+', '(', '\n', '😀'];
const anything = ['', 'a', 'ab', '-', '\n', '*', '😀'];

/** A pattern with `*`, and a name. */
export interface Wildcard {
  readonly pattern: string;
  readonly name: string;
}

/** Random pairs, half of them with a name derived from the pattern; the same in every run. */
export function wildcards(): Wildcard[] {
  const next = seededRandom(7);
  const one = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const text = (longest: number) =>
    Array.from({ length: 1 + Math.floor(next() * longest) }, () =>
      one(next() < 0.7 ? letters.slice(0, 5) : letters),
    ).join('');
  return Array.from({ length: count }, () => {
    const pattern = text(6);
    const name =
      next() < 0.5
        ? text(6)
        : [...pattern].map((letter) => (letter === '*' ? one(anything) : letter)).join('');
    return { pattern, name };
  });
}

export const questionOf = ({ pattern, name }: Wildcard): Question => ({
  pattern: { detail: { alarmName: [{ wildcard: pattern }] } },
  event: { detail: { alarmName: name } },
});

/** How `matchesPattern` or synth's check differs from the ruler; undefined if they agree. */
export function disagreement({ pattern, name }: Wildcard, answer: Answer): string | undefined {
  const shown = JSON.stringify(pattern);
  if ('refused' in answer)
    return isTakenByEventBridge(pattern)
      ? `synth takes the pattern ${shown}, and EventBridge does not: ${answer.refused}`
      : undefined;
  // Patterns that synth refuses are never matched.
  if (!isTakenByEventBridge(pattern)) return undefined;
  return matchesPattern(name, pattern) === answer.matches
    ? undefined
    : `${shown} and ${JSON.stringify(name)}: EventBridge says ${answer.matches}, and matchesPattern the opposite.`;
}
