import webhook from '#channels/webhook/channel';
import { type EnvironmentSpec, type RunbookSpec, secret } from '#define/index';
import sandbox from '#environments/sandbox';
import { loadRunbooks } from '#project/load';
import { places } from '#testing/world/world';
import { heartbeatSecret, runBesides } from './besides.ts';
import { type RecordedCall, type RecordedExecution, Recorder } from './recorder.ts';
import { playStories, rehearseAll } from './scenarios.ts';
import { type Deployed, deployed } from './templates.ts';

/** What the judges see. */
export interface Evidence {
  readonly scenarios: number;
  /** Every distinct call, of the repository's runbooks and of the proof's. */
  readonly calls: readonly RecordedCall[];
  /** Those of the runbooks that `deployed` deploys. */
  readonly ownCalls: readonly RecordedCall[];
  readonly executions: readonly RecordedExecution[];
  readonly deployed: Deployed;
  readonly runbooks: readonly RunbookSpec[];
}

const channel = webhook({
  url: 'https://pages.example.com/nightshift',
  signingKey: secret(`arn:aws:secretsmanager:${places.region}:${places.account}:secret:signing-key-AbCdEf`),
});
// Only a local emulator divides time, and nobody answers by link here.
const { digest: _digest, divideTimeBy: _divisor, answers: _answers, ...sandboxWithDigest } = sandbox;

/**
 * The sandbox's environment plus everything that it leaves out, with the account, region and name of the rehearsal's world,
 * so that its ARNs match the calls.
 */
const environment: EnvironmentSpec = {
  ...sandboxWithDigest,
  name: places.environment,
  account: places.account,
  region: places.region,
  changeCalendars: [`arn:aws:ssm:${places.region}:${places.account}:document/freeze`],
  channels: [channel],
  owners: { 'team-web': { notices: [channel] } },
  synthetic: { heartbeat: heartbeatSecret },
  // The samples that the sandbox has nothing for.
  runbooks: {
    'alb-5xx': { cluster: 'shop', service: 'web' },
    'dead-letters-arrived': {},
    'ec2-status-check': {},
    'ecs-service-unhealthy': { cluster: 'shop' },
    'lambda-errors-after-deploy': {},
    'lambda-throttles': {},
    'rds-connections': {},
    'rds-storage-low': {},
    'redis-evictions': {},
    'sqs-messages-age': { cluster: 'shop', consumer: 'orders' },
    ...sandbox.runbooks,
  },
};

/** Synthesizes the templates, rehearses every runbook and plays the proof's stories. */
export async function gather(): Promise<Evidence> {
  const runbooks = (await loadRunbooks()).map(({ spec }) => spec as RunbookSpec);
  const [own, others] = [new Recorder(), new Recorder()];
  const rehearsed = await rehearseAll(own, runbooks, environment);
  const besides = await runBesides(own, [channel]);
  const played = await playStories(others);
  return {
    scenarios: rehearsed + besides + played,
    calls: [...own.calls, ...others.calls],
    ownCalls: own.calls,
    executions: [...own.executions, ...others.executions],
    deployed: await deployed(environment),
    runbooks,
  };
}
