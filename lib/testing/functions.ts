import * as z from 'zod/mini';
import { ActInput, isRestore, RestoreInput } from '#action/run/contract';
import { restore } from '#action/run/restore';
import { runAction } from '#action/run/run-action';
import { takeNote, workEnded } from '#action/run/work-ended';
import { reservedFor } from '#cdk/stages';
import { isEvent } from '#core/action/work-kinds';
import { contractVersion } from '#core/aws/contract';
import { inputFor, type StageInput } from '#core/aws/stage-input';
import type { ChannelUse } from '#core/channel/define-channel';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { type Stage, stageDeclarations, stages } from '#core/stages';
import { admitInputs } from '#lambdas/admit/inputs';
import { answer as answerRequest } from '#lambdas/answer/answer';
import { deadLetterInputs } from '#lambdas/dead-letters/inputs';
import { type DiagnoseServices, diagnose } from '#lambdas/diagnose/diagnose';
import { pageInputs } from '#lambdas/page/inputs';
import { reconcile } from '#lambdas/reconcile/reconcile';
import { recover } from '#lambdas/recover/recover';
import { resolveInputs } from '#lambdas/resolve/inputs';
import { sweepInputs } from '#lambdas/sweep/inputs';
import { verifyInputs } from '#lambdas/verify/inputs';
import { actionFunction, admitFunction, pageFunction, verifyFunction } from '#workflow/substitutions';
import { type Remedy, type Services, servicesOn } from './services.ts';
import { awsOn } from './world/aws/aws.ts';
import type { Handler, LambdaFunction } from './world/lambda.ts';
import { places, type World } from './world/world.ts';

/** The functions that run beside the state machines: stages, and the sweeper's fast path for one execution. */
export type Beside =
  | Extract<
      Stage,
      'recover' | 'resolve' | 'page' | 'answer' | 'diagnose' | 'sweep' | 'reconcile' | 'dead-letters'
    >
  | 'execution-ended';

/** The stage whose reserved concurrency a function uses, if named differently. Actions' functions share what is left. */
const ofOtherName: Readonly<Record<string, Stage>> = {
  [admitFunction]: 'admit',
  [verifyFunction]: 'verify',
  [pageFunction]: 'page',
  'execution-ended': 'sweep',
};
const stageCalled = (name: string): Stage | undefined =>
  ofOtherName[name] ?? stages.find((stage) => stage === name);

/** A published version of the state machines' functions. */
export interface Version {
  /** What its functions' names end with. */
  readonly suffix: string;
  /** The version of the contract that it was built with. */
  readonly contract: number;
}

/** The version that this code is. */
export const firstVersion: Version = { suffix: '', contract: contractVersion };

/** Lets code pass for code built with another contract: it accepts that contract as its own and refuses the current one. */
const asHeard = (given: unknown, contract: number): unknown => {
  if (contract === contractVersion) return given;
  const said = (given as { contract?: unknown }).contract;
  return { ...(given as object), contract: said === contract ? contractVersion : `${said}, not ${contract}` };
};

/** Answers an event as the stage's handler does. */
async function answer<Given>(inputs: readonly StageInput<Given>[], event: unknown, given: Given) {
  const { schema, work } = inputFor(inputs, event);
  return work(z.parse(schema, event), given);
}

/**
 * Deploys every Lambda of these runbooks into a world. Each sandbox loads its function afresh, with services of its own, as a
 * cold start loads a module; handlers keep no other state. (In AWS, a module also keeps its SDK clients, with their open
 * connections, and Powertools' logger and metrics, which are cleared on each invocation.)
 */
export function deployFunctions(
  world: World,
  runbooks: readonly DeployedRunbook[],
  remedies: readonly Remedy[],
  channels: readonly ChannelUse[] = [],
  { suffix, contract }: Version = firstVersion,
  hasAnswerPage = false,
): void {
  const define = (name: string, timeoutSeconds: number, handler: (services: Services) => Handler) => {
    const load: LambdaFunction['load'] = (sandbox) =>
      handler(servicesOn(world, remedies, runbooks, channels, sandbox, hasAnswerPage));
    const stage = stageCalled(name.slice(0, name.length - suffix.length));
    const reserved = stage ? { reserved: { by: stage, most: reservedFor({}, stage) } } : {};
    world.lambda.define(places.function(name), { timeoutSeconds, load, ...reserved });
  };
  /** Defines a stage's function, which takes what the stage's handler takes. */
  const stage = <Given>(
    name: string,
    of: Stage,
    inputs: readonly StageInput<Given>[],
    given: (services: Services) => Given,
    heard = (event: unknown) => event,
  ) => define(name, seconds(of), (its) => async (event) => answer(inputs, heard(event), given(its)));
  /** For a function that belongs to a version, and so checks the contract of its input. */
  const ofVersion = (event: unknown) => asHeard(event, contract);
  const seconds = (name: Stage): number => stageDeclarations[name].timeoutSeconds;
  stage(`${admitFunction}${suffix}`, 'admit', admitInputs, ({ admit }) => admit, ofVersion);
  stage(`${verifyFunction}${suffix}`, 'verify', verifyInputs, ({ verify }) => verify, ofVersion);
  stage(`${pageFunction}${suffix}`, 'page', pageInputs, ({ page }) => page, ofVersion);
  // Also under its own name, by which the stage that asks for approvals invokes it.
  stage('page', 'page', pageInputs, ({ page }) => page);
  define(
    'answer',
    seconds('answer'),
    (its) => async (request) => (await answerRequest(request, its.answer)).response,
  );
  for (const step of runbooks.flatMap(({ steps }) => steps)) {
    const remedy = remedies.find(({ action }) => action.id === step.action);
    if (!remedy) continue;
    const { timeoutSeconds, leased, work } = remedy.action;
    const functionName = `${actionFunction(step)}${suffix}`;
    define(functionName, timeoutSeconds, (its) => {
      const leases = leased ? { leases: { functionName, arm: its.armLease } } : {};
      const note = work ? { takeNote: (id: string) => takeNote(remedy, id, its.recover) } : {};
      return async (given) => {
        if (isEvent(given)) return workEnded(remedy, given, its.recover);
        const heard = asHeard(given, contract);
        return leased && isRestore(heard)
          ? restore(remedy, RestoreInput.parse(heard), its.act)
          : runAction(remedy, ActInput.parse(heard), { ...its.act, ...leases, ...note });
      };
    });
  }
  define('dead-letters', seconds('dead-letters'), (its) => async (batch) => {
    const { batchItemFailures } = (await answer(deadLetterInputs, batch, its.deadLetters)) as {
      readonly batchItemFailures: readonly object[];
    };
    // SQS delivers those again.
    if (batchItemFailures.length > 0) throw new Error(`Not paged: ${JSON.stringify(batchItemFailures)}`);
  });
  define('recover', seconds('recover'), (its) => (event) => recover(event, its.recover));
  stage('resolve', 'resolve', resolveInputs, ({ resolve }) => resolve);
  define('diagnose', seconds('diagnose'), () => {
    const { region, account } = places;
    const { clients } = awsOn({ world, place: { partition: 'aws', region, account }, effect: () => {} });
    const { cloudtrail, logs, ecs, lambda } = clients as unknown as Omit<DiagnoseServices, 'cloudwatch'>;
    const startUpdate = (input: object) => world.start('resolve', input);
    const database = { client: world.clients.documents, table: places.table };
    const { cloudwatch } = world.clients;
    const own = {
      database,
      cloudwatch,
      startUpdate,
      logGroups: ['/aws/lambda/*', '/ecs/*'],
      now: world.machineClock('diagnose'),
    };
    return (event) => diagnose(event, { cloudtrail, logs, ecs, lambda, ...own });
  });
  for (const name of ['sweep', 'execution-ended']) stage(name, 'sweep', sweepInputs, ({ sweep }) => sweep);
  define('reconcile', seconds('reconcile'), (its) => () => reconcile(its.reconcile));
}
