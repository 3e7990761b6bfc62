import { flag, flaggedService, servedFlags } from '../demo/flags.ts';
import { until } from '../incidents.ts';
import { nightshift, typed } from '../nightshift.ts';
import { checkNotice, checkUntouched } from './checks.ts';
import { recommendationsSlow, turnOffFeature } from './ids.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';

/** Above the alarm's threshold, in milliseconds. */
const slow = 5_000;

export const degraded: Scenario = {
  name: 'degraded',
  runbook: recommendationsSlow,
  story:
    'The database of the recommendations slows every page down; their feature flag is turned off, and a person has it turned on again once the database is well.',
  alarms: ['recommendations-latency-high'],
  play: async (scene) => {
    const { fleet } = scene.world;
    await scene.breaking(`every page of ${flaggedService} waits for the recommendations`);
    const before = fleet.pidsOf(flaggedService);
    const breakAs = (milliseconds: number) =>
      fleet.tasksOf(flaggedService)[0]?.breakAs({ fault: 'slow-recommendations', milliseconds });
    breakAs(slow);
    const view = await scene.ends('healed', 100);
    scene.check('the feature gets the credit', view.attempts[0]?.action === turnOffFeature);
    scene.check('it acted once', view.attempts.length === 1, view.attempts.length);
    scene.check('the flag is off for who asks AppConfig', (await isOn(scene)) === false);
    checkUntouched(scene, flaggedService, before);
    await checkNotice(scene);
    scene.say('the database is well again');
    breakAs(0);
    await turnOn(scene, view.incident.id);
  },
};

const isOn = async ({ world: { aws, flags } }: Scene): Promise<boolean | undefined> =>
  (await servedFlags(aws, flags))[flag];

/** Does not wait until the alarm has been OK for as long as the runbook says; nor does a person have to. */
async function turnOn(scene: Scene, incident: string): Promise<void> {
  const { endpoint } = scene.world.local;
  const listed = await nightshift(endpoint, ['leases']);
  scene.check('leases lists what is off', listed.text.includes(`${incident}-1`), listed.text);
  const args = ['restore', `${incident}-1`, '--why', 'the database is well again', '--by', 'anna'];
  scene.say(`a person types: ${typed(args)}`);
  const said = await nightshift(endpoint, args);
  scene.check('restore is done', said.status === 0, said.text);
  scene.check('the flag is on for who asks AppConfig', (await isOn(scene)) === true);
  await until('a notice that it is on again', 90, () =>
    scene.messages().find(({ body }) => body.includes(`eature ${flag} is on again`)),
  );
  const left = await nightshift(endpoint, ['leases']);
  scene.check('leases lists it no more', !left.text.includes(incident), left.text);
}
