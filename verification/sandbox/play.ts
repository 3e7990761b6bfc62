import { until } from './incidents.ts';
import { type Phone, webhookPhone } from './names.ts';
import { paced } from './pace.ts';
import type { PhoneMessage } from './phones.ts';
import { sleep } from './processes.ts';
import { logTrouble } from './repeat.ts';
import { terminal } from './report/terminal.ts';
import { tell } from './report/timeline.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { Scene } from './scenarios/scene.ts';
import type { World } from './world.ts';

/** Delay between two scenario starts, in milliseconds, so that a small machine and a reader can keep up. */
const apart = 3_000;

/** The run is over once no message has arrived for this long, in milliseconds. */
const quiet = 2_000;

/** Without a terminal, a silence this long gets a reminder, in milliseconds. */
const reminder = 15_000;

/**
 * Plays the scenarios in parallel, then those that affect the whole environment one by one. Resolves once all have
 * ended, with their scenes in the same order.
 */
export async function play(scenarios: readonly Scenario[], world: World): Promise<Scene[]> {
  const scenes = scenarios.map(
    (scenario) => new Scene(world, scenario, (text) => tell(scenario.name, 'demo', text)),
  );
  listen(world, scenes);
  const open = new Set(scenes);
  const underWay = () => `${open.size} of ${scenes.length} under way: ${[...open].map(nameOf).join(', ')}`;
  const show = () => terminal.wait(`  … ${underWay()}`);
  show();
  const reminders = setInterval(() => {
    if (!process.stdout.isTTY && terminal.silence > reminder) terminal.line(`  … ${underWay()}`);
  }, 1_000);
  const over = new Map<Scenario, Promise<void>>();
  // The register lists a scenario after those that it waits for.
  for (const [index, scene] of scenes.entries()) {
    const before = [...over].filter(([earlier]) => waitsFor(scene.scenario, earlier)).map(([, end]) => end);
    const turn = before.length > 0 ? Promise.all(before) : sleep(paced(index * apart));
    const played = turn.then(async () => {
      await playOne(scene);
      open.delete(scene);
      if (open.size > 0) show();
    });
    over.set(scene.scenario, played);
  }
  await Promise.all(over.values());
  clearInterval(reminders);
  terminal.wait('');
  return scenes;
}

const nameOf = (scene: Scene): string => scene.scenario.name;

const waitsFor = ({ alone, startsAfter = [] }: Scenario, earlier: Scenario): boolean =>
  startsAfter.includes(earlier.name) || (alone === true && !earlier.outOfReach);

async function playOne(scene: Scene): Promise<void> {
  try {
    await scene.scenario.play(scene);
  } catch (error) {
    logTrouble(nameOf(scene), error);
    scene.check('it came to its end', false, (error as Error).message);
  }
  const failures = scene.failures();
  const end =
    failures.length === 0 ? 'over, as it should be' : `over, NOT as it should be: ${failures[0]?.what}`;
  tell(nameOf(scene), 'sandbox', end);
}

/** Prints everything that happens, under the name of its scenario. */
function listen(world: World, scenes: readonly Scene[]): void {
  const owner = (alarm: string) => scenes.find((scene) => scene.scenario.alarms.includes(alarm));
  world.relay.onChange = (change) => {
    const scene = owner(change.alarm);
    if (scene?.brokenAt === undefined) return;
    scene.changes.push(change);
    if (!isCrowd(scene, change.alarm)) {
      tell(nameOf(scene), 'alarm', `${change.alarm} is ${change.state.value}`);
    }
  };
  world.incidents.onEntry = ({ incident }, entry) => {
    const scene = owner(incident.alarm.name);
    if (scene && !isCrowd(scene, incident.alarm.name)) tell(nameOf(scene), entry.stage, entry.text);
  };
  world.phones.onMessage = (message) => {
    const scene = scenes.find((one) => one.isAbout(message));
    // Notices about crowd alarms are not printed; pages are.
    const isNoNews =
      message.phone === 'owner-channel' &&
      scene?.scenario.crowd?.some((alarm) => message.body.includes(alarm));
    if (!isNoNews) tell(scene ? nameOf(scene) : '-', 'phone', `${message.phone}: ${firstLine(message)}`);
  };
}

const isCrowd = ({ scenario }: Scene, alarm: string): boolean => scenario.crowd?.includes(alarm) ?? false;

const firstLine = ({ body }: PhoneMessage): string => body.split('\n')[0] ?? '';

/** One page per scenario that paged someone: the pager's before the backup's. */
export function pagesOf(
  scenes: readonly Scene[],
): { name: string; message: PhoneMessage; messages: number; pages: number }[] {
  const order: readonly Phone[] = ['phone-pager', webhookPhone, 'phone-backup'];
  return scenes.flatMap((scene) => {
    const pages = scene.pages().sort((one, other) => order.indexOf(one.phone) - order.indexOf(other.phone));
    const [message] = pages;
    return message
      ? [{ name: nameOf(scene), message, messages: pages.length, pages: scene.result().pages }]
      : [];
  });
}

/** Waits, since a page may still be on its way. Nothing is printed after that. */
export async function untilQuiet(world: World): Promise<void> {
  const from = Date.now();
  await until('the phones to be quiet', 15, () => {
    const last = Math.max(from, ...world.phones.messages.map(({ at }) => at));
    return Date.now() - last > paced(quiet) ? true : undefined;
  });
  world.relay.onChange = () => {};
  world.incidents.onEntry = () => {};
  world.phones.onMessage = () => {};
}
