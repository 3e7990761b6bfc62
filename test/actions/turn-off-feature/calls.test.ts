import type { Parameters } from '#actions/turn-off-feature/action';
import kit from '#actions/turn-off-feature/calls';
import world from '#actions/turn-off-feature/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import { flagsOf } from '#testing/world/aws/appconfig';
import type { Aws } from '#testing/world/aws/aws';

const parameters: Parameters = {
  application: 'abc1234',
  environment: 'env1234',
  profile: 'pro1234',
  flag: 'recommendations',
  strategy: 'str1234',
};
const its = ({ appconfig }: Aws) => appconfig.profile(parameters);
const deployed = (content: string) => (aws: Aws) => {
  its(aws).versions.push(content);
  aws.appconfig.deploy(its(aws), String(its(aws).versions.length), parameters.profile);
};
const served = (aws: Aws) => {
  const of = its(aws);
  const newest = of.deployments.findLast(({ State }) => State === 'COMPLETE');
  return JSON.parse(of.versions[Number(newest?.ConfigurationVersion) - 1] ?? '').values;
};

conforms(test, kit, world, {
  parameters,
  does: (calls, aws) => {
    expect(calls.map(({ command, input: { Content: _, ...input } }) => [command, input])).toEqual([
      ['CreateHostedConfigurationVersion', expect.objectContaining({ LatestVersionNumber: 1 })],
      ['StartDeployment', expect.objectContaining({ LatestDeploymentNumber: 1, ConfigurationVersion: '2' })],
    ]);
    expect(served(aws)).toEqual({ recommendations: { enabled: false }, other: { enabled: true } });
  },
  never: {
    'no-such-profile': ({ appconfig }) => appconfig.remove(parameters),
    'no-such-strategy': (aws) => void Object.assign(its(aws).strategy, { Id: 'other12' }),
    'slow-strategy': (aws) => void Object.assign(its(aws).strategy, { FinalBakeTimeInMinutes: 10 }),
    'not-hosted-flags': (aws) => void Object.assign(its(aws), { type: 'AWS.Freeform' }),
    'never-deployed': (aws) => void its(aws).deployments.splice(0),
    'has-variants': deployed('{"version":"1","values":{"recommendations":{"_variants":[]}}}'),
  },
  refuses: {
    'deployment-in-progress': (aws) =>
      void aws.appconfig.deploy(its(aws), '1', parameters.profile, { state: 'DEPLOYING' }),
    'no-such-flag': deployed(flagsOf({ other: true })),
    'is-off': deployed(flagsOf({ recommendations: false })),
    'in-experiment': (aws) => void its(aws).experiments.push('recommendations'),
    'monitor-not-ok': (aws) => void its(aws).monitors.push('shop-errors'),
  },
  meanwhile: {
    'a colleague saves a draft': {
      world: (aws) => void its(aws).versions.push(flagsOf({ recommendations: true, draft: true })),
      code: 'changed-meanwhile',
    },
    'a colleague deploys': { world: deployed(flagsOf({ recommendations: true })), code: 'changed-meanwhile' },
    'another profile of the environment is deployed': {
      world: (aws) => void aws.appconfig.deploy(its(aws), '1', 'other12'),
      code: 'changed-meanwhile',
    },
  },
  restores: {
    does: (calls, aws) => {
      expect(calls.map(({ command, input }) => [command, input['DeploymentNumber']])).toEqual([
        ['StopDeployment', 2],
      ]);
      expect(served(aws)).toEqual({ recommendations: { enabled: true }, other: { enabled: true } });
    },
    strangers: {
      'a colleague deploys another version with the flag off': deployed(
        flagsOf({ recommendations: false, new: true }),
      ),
      'a colleague is deploying': (aws) => {
        aws.appconfig.deploy(its(aws), '1', parameters.profile, { state: 'DEPLOYING' });
      },
    },
    putBackByOthers: deployed(flagsOf({ recommendations: true })),
    gone: (aws) => void its(aws).deployments.splice(0),
  },
});

describe('turn-off-feature', () => {
  test('takes what is deployed, not the newest draft of a colleague', async () => {
    const { preflight, act, aws } = scene(kit, world, {
      parameters,
      world: (given) => void its(given).versions.push(flagsOf({ recommendations: true, draft: true })),
    });
    const look = await preflight();
    if (!('ready' in look)) throw new Error(look.refused);
    await act(look.seen);
    expect(served(aws)).toEqual({ recommendations: { enabled: false }, other: { enabled: true } });
  });

  test.each([
    ['three days later, when AppConfig reverts nothing any more', 73 * 3_600, () => {}],
    [
      'where another profile of the environment was deployed since',
      60,
      (aws: Aws) => void aws.appconfig.deploy(its(aws), '1', 'other12'),
    ],
  ])('turns it on by a new version: %s', async (_, seconds, meanwhile) => {
    const { preflight, act, aws, taking, world: at, changes } = scene(kit, world, { parameters });
    const look = await preflight();
    if (!('ready' in look) || !look.leased) throw new Error('not ready');
    await act(look.seen);
    const { putBack } = taking(look.leased);
    meanwhile(aws);
    await at.clock.advance(seconds);
    // The scene's own end of time is an hour away.
    await putBack('2026-03-09T00:00:00.000Z');
    expect(changes().at(-1)?.command).toBe('StartDeployment');
    expect(served(aws)).toEqual({ recommendations: { enabled: true }, other: { enabled: true } });
  });

  test('waits with turning it on until another profile of the environment is deployed', async () => {
    const { preflight, act, aws, taking, changes } = scene(kit, world, { parameters });
    const look = await preflight();
    if (!('ready' in look) || !look.leased) throw new Error('not ready');
    await act(look.seen);
    const { putBack, look: lookAgain } = taking(look.leased);
    const other = aws.appconfig.deploy(its(aws), '1', 'other12', { state: 'DEPLOYING' });
    expect(await lookAgain()).toMatchObject(look.leased.wrote);
    const before = changes().length;
    expect(await putBack()).toMatchObject({ refused: 'deployment 3 of its environment is DEPLOYING' });
    expect(changes()).toHaveLength(before);
    other.State = 'COMPLETE';
    await putBack();
    expect(served(aws)).toEqual({ recommendations: { enabled: true }, other: { enabled: true } });
  });
});
