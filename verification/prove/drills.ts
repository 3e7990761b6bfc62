import type { Drill } from '#drill/drill';
import { begin, finish, look } from '#drill/run';
import { beginDrill } from '#drill/store';
import { drillServices, serviceInjector } from '#testing/drill';
import { Invocation, outsideInvocations } from '#testing/world/invocation';
import { places } from '#testing/world/world';
import type { Situation } from './situation.ts';
import type { Change, Player, Setup } from './stage.ts';
import type { Part, Recipe } from './story.ts';

/**
 * A drill, as it really happened. Moments are epoch milliseconds. They follow from the story and from the moment at which the
 * service broke, not from what the engine wrote down: its record may be wrong.
 */
export interface Drilled {
  readonly player: Player;
  readonly from: number;
  /** When its fault has to be over, and when its alarm has had time to follow. */
  readonly endsAt: number;
  readonly until: number;
  /** The end that its mark showed until the terminal wrote the new one, at `by`. @default - the end was not moved */
  readonly stood?: { readonly by: number; readonly until: number };
  /** ARNs of what it may touch: what its runbook acts on, or what its mark names, if its environment lets drills touch that. */
  readonly targets: readonly string[];
  /** When its terminal had written the verdict. @default - it has none */
  readonly endedAt?: number;
}

/** How often its terminal looks at it, in seconds. */
const everySeconds = 15;

/** The target of a mark that names another one than the runbook's. */
const elsewhere = [`arn:aws:ecs:${places.region}:${places.account}:service/demo/elsewhere`];

/** What drills may touch in the environment of a drilled runbook (`drillable` in cast.ts). */
const mayBeDrilled = (arn: string): boolean => /^arn:aws:ecs:[^:]*:[^:]*:service\//.test(arn);

/**
 * How long an alarm may take to follow once its fault is over, in seconds: until fewer than M of its last N periods are bad, the
 * period in which the fault ended, and a minute for CloudWatch to evaluate them.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
function settlesWithin({ alarm }: Player): number {
  const { period = 60, evaluationPeriods = 1, datapointsToAlarm = evaluationPeriods } = alarm;
  return period * (evaluationPeriods - datapointsToAlarm + 2) + 60;
}

/** Runs the drills of a story with the real code, each in a terminal of its own. */
export function letDrill(setup: Setup): void {
  const { world, players } = setup;
  players.forEach((player, index) => {
    const { drill } = player.part;
    if (!drill) return;
    const terminal = new Invocation('person', 1_000 + index, {});
    world.clock.after(drill.at, () => {
      void outsideInvocations(() => terminal.run(() => drillIt(player, setup))).catch(() => {});
    });
  });
}

async function drillIt(player: Player, { world, night, drills }: Setup): Promise<void> {
  const { part, runbook, alarm, service } = player;
  const { lasts = 0, but } = part.drill ?? {};
  let brokeAt: number | undefined;
  const injector = serviceInjector({ world, service });
  const inject: typeof injector.inject = (drill) => {
    brokeAt ??= world.clock.milliseconds;
    return injector.inject(drill);
  };
  const services = drillServices({ world, night }, { ...injector, inject });
  const request = {
    ...{ environment: places.environment, runbook, alarm: alarm.name, lastsSeconds: lasts, expects: 1 },
    fault: { injector: 'rehearsal', name: 'it answers nobody', endsByItself: false },
    ...{ by: 'the proof', why: 'the proof' },
  };
  const from = world.clock.milliseconds;
  const begun =
    but === 'it names another target'
      ? await marked(player, setup(lasts))
      : await begin(request, services).catch(() => undefined);
  // A drill that failed to begin after its mark was written is under way, but nobody watches it.
  const drill = begun ?? onRecord(player, world);
  if (!drill || ('not' in drill && brokeAt === undefined)) return;
  const settles = settlesWithin(player) * 1000;
  const endsAt = (brokeAt ?? world.clock.milliseconds) + lasts * 1000;
  const named = but === 'it names another target' ? elsewhere : player.places.flat();
  const known: Drilled = {
    ...{ player, from, endsAt },
    until: endsAt + settles,
    targets: named.filter(mayBeDrilled),
  };
  const place = drills.push(known) - 1;
  if (but || !begun || 'not' in begun) return;
  for (;;) {
    const found = await look(begun, services);
    if (found.over) {
      const since = world.clock.milliseconds;
      await finish(found, begun.version, services);
      const endedAt = world.clock.milliseconds;
      // Until the new end is written, the mark keeps its old one. A terminal that freezes writes late.
      const isLate = endedAt > since + settles;
      const until = Math.min(known.until, endedAt + settles);
      const stands = isLate ? {} : { until, stood: { by: endedAt, until: known.until } };
      drills[place] = { ...known, endedAt, ...stands };
      return;
    }
    await world.clock.sleep(everySeconds);
  }

  function setup(seconds: number) {
    return { services, seconds };
  }
}

/** A runbook's drill, as the table has it. */
const onRecord = ({ runbook }: Player, { dynamodb }: Setup['world']): Drill | undefined =>
  dynamodb.all((item) => String(item['id']).startsWith('drill-') && item['runbook'] === runbook.id)[0] as
    | Drill
    | undefined;

/** Writes a mark that no precondition would let through, to see what Admit does about it. */
async function marked(
  player: Player,
  { services, seconds }: { readonly services: ReturnType<typeof drillServices>; readonly seconds: number },
): Promise<Drill> {
  const { runbook, alarm, arn } = player;
  const settleSeconds = settlesWithin(player);
  const now = services.now();
  const at = now.toISOString();
  const endsAt = new Date(now.getTime() + seconds * 1000).toISOString();
  const drill: Drill = {
    ...{ id: 'drill-20260301-0300-00000000', environment: places.environment, runbook: runbook.id, at },
    ...{
      alarm: { arn, name: alarm.name },
      targets: elsewhere,
      expects: 1,
      by: 'the proof',
      why: 'the proof',
    },
    fault: { injector: 'rehearsal', name: 'it answers nobody', endsByItself: false, endsAt },
    settleSeconds,
    until: new Date(Date.parse(endsAt) + settleSeconds * 1000).toISOString(),
    expiresAt: 2_000_000_000,
  };
  await beginDrill(services.database, drill, undefined);
  await services.injector.inject(drill);
  return drill;
}

/** The drill that a change of an alarm belongs to, if any. */
export const drillWith = ({ player, at }: Change, drills: readonly Drilled[]): Drilled | undefined =>
  drills.find((one) => one.player === player && at.getTime() >= one.from && at.getTime() < one.until);

/** Whether something is about a drilled alarm. If so, it acts in any mode and does not count toward a mass failure. */
export const isDrilled = (
  { change }: { readonly change: Change | undefined },
  { drills }: { readonly drills: readonly Drilled[] },
): boolean => change !== undefined && drillWith(change, drills) !== undefined;

/** When the drill that a change belongs to is over, in epoch milliseconds; 0: it belongs to none. */
export function overAt(change: Change, { drills }: { readonly drills: readonly Drilled[] }): number {
  const { until = 0, stood } = drillWith(change, drills) ?? {};
  return stood && change.at.getTime() < stood.by ? stood.until : until;
}

/** Whether every drill is over, and whatever it might have hidden has had 180 s to be paged. */
export const drillsAreOver = ({ world, drills, changes }: Setup): boolean => {
  const ends = [...drills.map(({ until }) => until), ...changes.map((change) => overAt(change, { drills }))];
  return ends.every((end) => world.clock.milliseconds > end + 180_000);
};

const drilled = (
  drill: NonNullable<Part['drill']>,
  part: Partial<Part> = {},
  recipe: Partial<Recipe> = {},
): Part => ({
  runbook: { steps: ['restart'], verifyWithin: 120, ...recipe },
  healsAt: 1,
  drill,
  ...part,
});

const real: Part = { runbook: { steps: ['restart'], verifyWithin: 120 }, healsAt: 0, after: 200 };

/** Drills that go well, drills that prove nothing, and drills that something interferes with. */
export const drillSituations: readonly Situation[] = [
  { parts: [drilled({ at: 30, lasts: 900 })], happenings: [] },
  { parts: [drilled({ at: 30, lasts: 900 }, { healsAt: 0 })], happenings: [] },
  { parts: [drilled({ at: 30, lasts: 600, but: 'its terminal dies' }, { healsAt: 0 })], happenings: [] },
  {
    parts: [drilled({ at: 30, lasts: 600, but: 'it names another target' }, { healsAt: 0 })],
    happenings: [],
  },
  // The same service breaks for real while it is drilled: first under another alarm, then under its own.
  { parts: [drilled({ at: 30, lasts: 900 }, { healsAt: 0 }), real], happenings: [] },
  { parts: [drilled({ at: 30, lasts: 400 }, { healsAt: 0, again: [1_000] })], happenings: [] },
  {
    parts: [drilled({ at: 30, lasts: 900 }, { healsAt: 0, again: [300] }, { pageBy: 480 })],
    happenings: [],
  },
  {
    parts: [drilled({ at: 30, lasts: 900 }, { healsAt: 0 })],
    happenings: [],
    people: [{ at: 200, does: 'stop-all' }],
  },
];
