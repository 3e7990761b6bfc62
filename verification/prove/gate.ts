import type { RequireDrill } from '#core/guards/require-drill';
import { plusSeconds } from '#core/time';
import { firstMoment } from '#testing/world/world';
import type { Deed } from './deeds.ts';
import type { Facts } from './facts.ts';
import { alone, restart, type Situation } from './situation.ts';

/** What a drill has proven about a runbook's version, where its environment requires one. */
export const drills = {
  never: 'no drill has proven it',
  'another version': 'a drill has proven another version of it',
  'too long ago': 'a drill has proven it, but longer ago than counts',
  lately: 'a drill has proven it lately',
  'until soon': 'a drill has proven it, which counts for the first 600 s',
} as const;

/** When the proof of an `until soon` drill becomes too old, in seconds after the story began. */
const drillRunsOutAt = 600;

/** The version of every made-up runbook that has one. */
export const version = 'a'.repeat(64);

/** How long a drill counts as proof, and how long before the story it healed, both in seconds. */
const drillCounts = 86_400;
const drilledBefore: Readonly<Record<Exclude<keyof typeof drills, 'never'>, number>> = {
  'another version': 3_600,
  'too long ago': drillCounts + 60,
  lately: 3_600,
  'until soon': drillCounts - drillRunsOutAt,
};

/** The drill requirement in the environment of such a runbook. */
export function requireDrill(how: keyof typeof drills): RequireDrill {
  if (how === 'never') return { withinSeconds: drillCounts };
  const when = plusSeconds(firstMoment, -drilledBefore[how]);
  const drilled = how === 'another version' ? 'b'.repeat(64) : version;
  return {
    withinSeconds: drillCounts,
    proof: { version: drilled, environment: 'staging', incident: '20260228-0300-0123abcd', when },
  };
}

/** Slack for two clocks and the start of the story, in seconds. */
const beside = 5;

/**
 * Whether no valid drill had proven a deed's runbook when its alarm was admitted. A person's switch to `auto` proves nothing.
 * The story decides this, whatever was deployed.
 */
export function isUnproven({ player, admittedAt }: Deed, { begun, story }: Facts): boolean {
  const recipe = player?.part.runbook;
  const drilled = typeof recipe === 'object' ? recipe.drilled : undefined;
  if (drilled !== 'until soon') return drilled !== undefined && drilled !== 'lately';
  const clocks = 2 * (story.weather?.machineClocks ?? 0) + beside;
  return admittedAt > begun + (drillRunsOutAt + clocks) * 1000;
}

/** A runbook that no drill has proven lately asks before each step, however it came into mode auto. */
export const gateSituations: readonly Situation[] = [
  ...(['never', 'another version', 'too long ago', 'lately'] as const).map((how) =>
    alone(restart({ drilled: how, pageBy: 1_200 })),
  ),
  alone(restart({ drilled: 'never', answer: 'approve', pageBy: 1_200, verifyWithin: 180 })),
  alone(restart({ drilled: 'until soon', pageBy: 1_200 }, { again: [900] })),
  alone(restart({ drilled: 'never', mode: 'watch', pageBy: 1_200 }, { after: 60 }), {
    people: [{ at: 10, does: 'auto' }],
  }),
  alone({
    runbook: { steps: ['restart', 'flush'], drilled: 'never', answer: 'approve', pageBy: 1_800 },
    healsAt: 2,
  }),
];
