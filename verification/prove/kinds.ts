import failOverAuroraCluster from '#actions/fail-over-aurora-cluster/action';
import flushRedisCache from '#actions/flush-redis-cache/action';
import growStorage from '#actions/grow-storage/action';
import invokeLambda from '#actions/invoke-lambda/action';
import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import rollBackLambdaAlias from '#actions/roll-back-lambda-alias/action';
import startStateMachine from '#actions/start-state-machine/action';
import { type Duration, fromAlarm, type RunbookSpec, seconds, step } from '#define/index';
import type { Stage } from '#testing/world/action-world';
import { awsOn } from '#testing/world/aws/aws';
import type { Call } from '#testing/world/wire';
import { actionFunction } from '#workflow/substitutions';
import { serviceDimension } from './cast.ts';
import { featureStep } from './leases.ts';
import type { Recipe, StepKind } from './story.ts';

type Step = RunbookSpec['steps'][number];

/** The team's state machine whose work ends in this way. */
const workOf = (ends: NonNullable<Recipe['work']>): string =>
  `arn:aws:states:eu-central-1:111122223333:stateMachine:mend-${ends}:live`;

/** How long failing work runs, in seconds: longer than the delay of a `late` event, shorter than any verification. */
const failsAfter = 45;

/** The team's function, whose aliases lie in it. */
const mender = 'mender';

/** A step of each kind: one-off, with ongoing work, temporary, or never to be undone; some on targets that lie in each other. */
const made: Readonly<Record<StepKind, (recipe: Recipe, options: { verifyWithin: Duration }) => Step>> = {
  restart: ({ allows, service = 'shop' }, options) =>
    step(
      restartEcsTasks,
      {
        cluster: 'proof',
        service: allows ? fromAlarm(serviceDimension, allows) : service,
        restart: 'rolling',
      },
      options,
    ),
  flush: (_, options) => step(flushRedisCache, { cache: 'sessions', keys: 'cart:*' }, options),
  feature: (_, { verifyWithin }) => featureStep(verifyWithin),
  failover: (_, options) => step(failOverAuroraCluster, { cluster: 'orders' }, options),
  work: ({ work = 'succeeds' }, options) => step(startStateMachine, { stateMachine: workOf(work) }, options),
  invoke: ({ alias = 'live' }, options) =>
    step(invokeLambda, { function: mender, qualifier: alias }, options),
  'roll-back': (_, options) => step(rollBackLambdaAlias, { function: mender, alias: 'live' }, options),
  grow: (_, options) => step(growStorage, { instance: 'ledger', growByGiB: 50, upToGiB: 500 }, options),
};

/** A recipe's steps. @param verifyWithin in seconds */
export const stepsOf = (recipe: Recipe, verifyWithin: number): RunbookSpec['steps'] =>
  recipe.steps.map((kind) => made[kind](recipe, { verifyWithin: seconds(verifyWithin) }));

/** The stage at which a step of this kind acts, as in the names of points. */
export const stageOfStep = (kind: StepKind): string => {
  const { action } = made[kind]({ steps: [] }, { verifyWithin: seconds(60) });
  return actionFunction({ action }).replace('FunctionArn', '');
};

/** Makes the work of the failing state machine fail. */
export function letWorkFail(stage: Stage): void {
  const { states } = awsOn(stage);
  const fails = workOf('fails');
  if (states.has(fails))
    states.machine(fails).ends = { status: 'FAILED', error: 'NoRoom', afterSeconds: failsAfter };
}

/** The target itself, and for an alias the function that it lies in. */
export const placesOf = (target: string): string[] => {
  const [, its] = target.match(/^(arn:aws:lambda:[^:]*:[^:]*:function:[^:]+):[^:]+$/) ?? [];
  return its === undefined ? [target] : [target, its];
};

/** Whether a call's effect can never be undone, whatever its action says about itself. */
export const isIrreversible = ({ service, command }: Call): boolean =>
  service === 'rds' && command === 'ModifyDBInstance';
