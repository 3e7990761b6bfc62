import { type Chance, drawBase, drawHappening, drawPoint } from './chance.ts';
import type { Company } from './company.ts';
import { bases, countSeconds, pairBase, seconds, singles, throwIn } from './enumerate.ts';
import { happeningsAt, type Point } from './points.ts';
import { situations } from './situations.ts';
import type { Story } from './story.ts';
import type { Tally } from './tally.ts';

/** How much of each kind is played; `Infinity`: all there is. */
export interface Extent {
  readonly singles: number;
  /** Stop-all, lost locks, recoveries and redrives at every call. */
  readonly everywhere: number;
  /** Everything else that can be thrown in. */
  readonly throwIns: number;
  /** What guards are about, each with one more thing that happens. */
  readonly guarded: number;
  readonly pairs: number;
  /** Two or three things at once, for every runbook. */
  readonly mixed: number;
  readonly together: number;
  readonly random: number;
}

export const extents: Readonly<Record<'short' | 'usual' | 'long', Extent>> = {
  short: {
    singles: 900,
    everywhere: 150,
    throwIns: 200,
    guarded: 150,
    pairs: 200,
    mixed: 150,
    together: 150,
    random: 150,
  },
  usual: {
    singles: Infinity,
    everywhere: Infinity,
    throwIns: 4_000,
    guarded: 3_000,
    pairs: 6_000,
    mixed: 1_500,
    together: 2_000,
    random: 1_500,
  },
  long: {
    singles: Infinity,
    everywhere: Infinity,
    throwIns: Infinity,
    guarded: 20_000,
    pairs: Infinity,
    mixed: 20_000,
    together: 20_000,
    random: 20_000,
  },
};

/** What was played of what there is. */
export interface Explored {
  readonly singles: number;
  readonly singlesPossible: number;
  readonly pairs: number;
  readonly pairsPossible: number;
}

interface Setting {
  readonly company: Company;
  readonly tally: Tally;
  readonly chance: Chance;
  readonly extent: Extent;
  readonly progress: (what: string) => void;
}

interface Base {
  readonly story: Story;
  readonly points: readonly Point[];
}

/** Explores everything that the extent asks for. */
export async function explore(samples: Iterable<string>, seed: number, setting: Setting): Promise<Explored> {
  const known = await playBases(bases(samples, seed), setting);
  const [pairsOf] = await playBases([pairBase(seed)], setting);
  const all = known.flatMap(({ story, points }) => singles(story, points));
  const chosen = setting.chance.some(all, setting.extent.singles);
  await play('singles: one fault at every call', chosen, setting);
  for (const which of ['everywhere', 'others'] as const) {
    const thrown = known.flatMap(({ story, points }) => throwIn(story, points, which));
    const { everywhere, throwIns } = setting.extent;
    const some = setting.chance.some(thrown, which === 'everywhere' ? everywhere : throwIns);
    const what =
      which === 'everywhere'
        ? 'stop-all, lost locks, recoveries, redrives'
        : 'what else people do, deaths, deploys';
    await play(`${what}, of ${thrown.length}`, some, setting);
  }
  await playGuarded(await playBases(situations(seed), setting), setting);
  const pairs = pairsOf ? await playPairs(pairsOf, setting) : { pairs: 0, pairsPossible: 0 };
  await playMixed(known, setting);
  await playDrawn('two and three incidents on shared targets', setting.extent.together, [2, 3], setting);
  await playDrawn('random runbooks, events and schedules', setting.extent.random, [1, 1, 2], setting);
  return { singles: chosen.length, singlesPossible: all.length, ...pairs };
}

async function playBases(stories: readonly Story[], { company, tally }: Setting): Promise<Base[]> {
  const played = await company.play(stories, tally.add, true);
  return stories.map((story, index) => ({ story, points: played[index]?.points ?? [] }));
}

async function play(what: string, stories: readonly Story[], setting: Setting): Promise<void> {
  await setting.company.play(stories, setting.tally.add);
  setting.progress(`${what}: ${stories.length}`);
}

/** Pairs start from singles as they were played: a second fault may strike what only the first one brought about. */
async function playPairs({ story, points }: Base, setting: Setting) {
  const firsts = singles(story, points);
  const { pairs } = setting.extent;
  // A short run knows of few singles what comes after them; it counts what it can't know as what it knows, on average.
  const asked = pairs < 1_000 ? setting.chance.some(firsts, 200) : firsts;
  const known = await playBases(asked, setting);
  const counted = known.reduce((sum, first) => sum + countSeconds(first.story, first.points), 0);
  const pairsPossible = Math.round((counted * firsts.length) / Math.max(1, asked.length));
  if (pairs < counted) {
    const drawn = Array.from({ length: pairs }, () => drawSecond(known, setting.chance)).flat();
    await play('pairs of faults', drawn, setting);
    return { pairs: drawn.length, pairsPossible };
  }
  for (const [index, first] of known.entries()) {
    const what = `pairs of faults, first fault ${index + 1} of ${known.length}`;
    await play(what, seconds(first.story, first.points), setting);
  }
  return { pairs: counted, pairsPossible };
}

function drawSecond(known: readonly Base[], chance: Chance): Story[] {
  const { story, points } = chance.one(known);
  const index = points.findIndex(({ name }) => name === story.happenings[0]?.at);
  const later = points.slice(index + 1);
  if (later.length === 0) return [];
  const happening = chance.one(happeningsAt(drawPoint(chance, later)));
  return [{ ...story, happenings: [...story.happenings, happening] }];
}

async function playGuarded(known: readonly Base[], setting: Setting): Promise<void> {
  const { chance, extent } = setting;
  const stories = Array.from({ length: extent.guarded }, () => {
    const { story, points } = chance.one(known);
    return { ...story, happenings: [...story.happenings, drawHappening(chance, points)] };
  });
  await play('guards, with one more thing that happens', stories, setting);
}

async function playMixed(known: readonly Base[], setting: Setting): Promise<void> {
  const { chance, extent } = setting;
  const stories = Array.from({ length: extent.mixed }, () => {
    const { story, points } = chance.one(known);
    const happenings = Array.from({ length: 2 + chance.below(2) }, () => drawHappening(chance, points));
    return { ...story, happenings };
  });
  await play('two or three things at once', stories, setting);
}

/** How many stories are drawn from one that was played without faults. */
const drawnFromOne = 9;

async function playDrawn(
  what: string,
  count: number,
  incidents: readonly number[],
  setting: Setting,
): Promise<void> {
  const { chance } = setting;
  const begun = Math.ceil(count / (drawnFromOne + 1));
  const drawn = Array.from({ length: begun }, () => drawBase(chance, chance.one(incidents)));
  const known = await playBases(drawn, setting);
  const stories = known.flatMap(({ story, points }) =>
    points.length === 0
      ? []
      : Array.from({ length: drawnFromOne }, () => ({
          ...story,
          happenings: Array.from({ length: 1 + chance.below(3) }, () => drawHappening(chance, points)),
        })),
  );
  await play(what, stories, setting);
}
