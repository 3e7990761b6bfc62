import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { until } from '../incidents.ts';
import { deployed } from '../names.ts';
import { paced } from '../pace.ts';
import { places } from '../places.ts';
import { restartEcsTasks, webServiceHung } from './ids.ts';
import { restart } from './restart.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';

const service = 'web-reviews';
const killLog = `${places.killFile}.log`;

/** How long a worker lives after it receives something about the incident, in milliseconds. */
const afterMs = 5;

interface Kill {
  readonly function: string;
  readonly pid: number;
}

export const engineDies: Scenario = {
  name: 'engine-dies',
  runbook: webServiceHung,
  story:
    'Every Lambda worker that works on the incident is killed; the page deadline, which needs none, reaches the phone.',
  alarms: ['web-reviews-errors'],
  needsOwnEmulator: true,
  // Admitted and started long before any switch.
  outOfReach: true,
  play: async (scene) => {
    const admit = deployed.function('admit');
    await scene.breaking(
      `a task of ${service} stops answering, and Lambda workers die in the middle of their work`,
    );
    scene.expectPages(1);
    writeFileSync(places.killFile, JSON.stringify({ alarm: scene.alarm, spare: [admit], afterMs }));
    try {
      scene.world.fleet.tasksOf(service)[0]?.breakAs({ fault: 'hang' });
      const { incident } = await scene.opened(30);
      await until('the first worker to be killed', 20, () => (kills().length > 0 ? true : undefined));
      scene.say(
        `from now until ${incident.pageBy.slice(11, 19)} nothing of this incident's code survives; the deadline is armed`,
      );
      await checkDeadline(scene, Date.parse(incident.pageBy));
    } finally {
      rmSync(places.killFile, { force: true });
    }
    scene.say('workers live again; the sweeper has to write the verdict');
    await scene.ends('escalated', 90);
    await restart(scene, service);
  },
};

const kills = (): Kill[] =>
  existsSync(killLog)
    ? readFileSync(killLog, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Kill)
    : [];

/** EventBridge Scheduler itself published the message, at the incident's `pageBy`. */
async function checkDeadline(scene: Scene, pageBy: number): Promise<void> {
  const seconds = Math.max(0, pageBy - Date.now()) / 1000 + 20;
  const page = await until('the page deadline on the backup phone', seconds, () =>
    scene
      .pages()
      .find(
        (message) => message.phone === 'phone-backup' && message.body.includes('Nightshift gave no verdict'),
      ),
  );
  const killed = kills();
  scene.say(`${killed.length} workers were killed: ${killed.map((kill) => kill.function).join(', ')}`);
  const acting = killed.some((kill) => kill.function.includes(restartEcsTasks));
  scene.check('the worker was killed that acted', acting, killed.map((kill) => kill.function).join(', '));
  const late = page.at - pageBy;
  scene.check('the deadline came on time', late >= 0 && late < paced(10_000), `${late} ms after it was due`);
}
