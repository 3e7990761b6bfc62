import { GetAliasCommand } from '@aws-sdk/client-lambda';
import { checkout } from '../demo/function-prober.ts';
import { alias, functions, releaseBadCheckout } from '../demo/functions.ts';
import { checkNotice } from './checks.ts';
import { lambdaErrorsAfterDeploy, rollBackLambdaAlias } from './ids.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';

export const badVersion: Scenario = {
  name: 'bad-version',
  runbook: lambdaErrorsAfterDeploy,
  story:
    'A new version of the Lambda function checkout fails at every call; its alias is pointed back to the version before.',
  alarms: ['lambda-errors-checkout'],
  play: async (scene) => {
    const { aws } = scene.world;
    await scene.breaking('a version of checkout is released that fails at every call');
    const [before, good] = [await versionOf(scene), await checkout(aws)];
    const bad = await releaseBadCheckout(aws);
    scene.check('the alias had the bad version', (await versionOf(scene)) === bad, bad);
    const view = await scene.ends('healed', 60);
    const acted = view.attempts.map(({ action }) => action).join(', ');
    scene.check('it rolled back, and nothing else', acted === rollBackLambdaAlias, acted);
    const now = await versionOf(scene);
    scene.check('the alias points to the version before', now === before, now);
    const answer = await checkout(aws);
    scene.check('callers get the answer of that version', answer !== undefined && answer === good, answer);
    await checkNotice(scene);
  },
};

const versionOf = async ({ world: { aws } }: Scene): Promise<string | undefined> =>
  (await aws.lambda.send(new GetAliasCommand({ FunctionName: functions.checkout, Name: alias })))
    .FunctionVersion;
