import { ActInput, isRestore, RestoreInput } from '#action/run/contract';
import { restore } from '#action/run/restore';
import { runAction } from '#action/run/run-action';
import { takeNote, workEnded } from '#action/run/work-ended';
import { reservedFor } from '#cdk/stages';
import { isEvent } from '#core/action/work-kinds';
import { contractVersion } from '#core/aws/contract';
import type { ChannelUse } from '#core/channel/define-channel';
import { ExecutionEnded } from '#core/incident/execution-ended';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { type Stage, stageDeclarations, stages } from '#core/stages';
import { admit } from '#lambdas/admit/admit';
import { admitByHand } from '#lambdas/admit/by-hand';
import { AdmitInput, ByHandInput, isByHand } from '#lambdas/admit/contract';
import { answer } from '#lambdas/answer/answer';
import { pageDeadLetters } from '#lambdas/dead-letters/dead-letters';
import { type DiagnoseServices, diagnose } from '#lambdas/diagnose/diagnose';
import { sendRequest } from '#lambdas/page/ask';
import { AskInput, PageInput } from '#lambdas/page/contract';
import { page } from '#lambdas/page/page';
import { reconcile } from '#lambdas/reconcile/reconcile';
import { recover } from '#lambdas/recover/recover';
import {
  isRequestOver,
  isUpdate,
  RequestOverInput,
  ResolveInput,
  UpdateInput,
} from '#lambdas/resolve/contract';
import { closeRequest, resolve, update } from '#lambdas/resolve/resolve';
import { executionEnded } from '#lambdas/sweep/execution-ended';
import { sweep } from '#lambdas/sweep/sweep';
import { VerifyInput } from '#lambdas/verify/contract';
import { verify } from '#lambdas/verify/verify';
import { actionFunction, admitFunction, pageFunction, verifyFunction } from '#workflow/substitutions';
import { type Remedy, type Services, servicesOn } from './services.ts';
import { awsOn } from './world/aws/aws.ts';
import type { Handler, LambdaFunction } from './world/lambda.ts';
import { places, type World } from './world/world.ts';

/** The functions that AWS starts by itself: stages, and the sweeper's fast path for one execution. */
export type Beside =
  | Extract<
      Stage,
      'recover' | 'resolve' | 'page' | 'answer' | 'diagnose' | 'sweep' | 'reconcile' | 'dead-letters'
    >
  | 'execution-ended';

/** The stage whose reserved concurrency a function has. Actions' functions share what is left. */
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
  /** With which its functions' names end. */
  readonly suffix: string;
  /** The version of the contract that it was built with. */
  readonly contract: number;
}

/** What this code is. */
export const firstVersion: Version = { suffix: '', contract: contractVersion };

/** Code that was built with another contract takes that one for its own, and this one for a foreign one. */
const asHeard = (given: unknown, contract: number): unknown => {
  if (contract === contractVersion) return given;
  const said = (given as { contract?: unknown }).contract;
  return { ...(given as object), contract: said === contract ? contractVersion : `${said}, not ${contract}` };
};

/**
 * Deploys every Lambda of these runbooks into a world. Each sandbox loads its function anew, with services of its own, as
 * a module does: the handlers keep nothing else. (In AWS a module also keeps its SDK clients, whose connections live on,
 * and the logger and metrics of Powertools, which are emptied with each invocation.)
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
    const load: LambdaFunction['load'] = () =>
      handler(servicesOn(world, remedies, runbooks, channels, hasAnswerPage));
    const stage = stageCalled(name.slice(0, name.length - suffix.length));
    const reserved = stage ? { reserved: { by: stage, most: reservedFor({}, stage) } } : {};
    world.lambda.define(places.function(name), { timeoutSeconds, load, ...reserved });
  };
  /** A function of a version. It checks its input's contract, as its handler does. */
  const stage = <Input>(
    name: string,
    timeoutSeconds: number,
    input: { readonly parse: (given: unknown) => Input },
    handler: (services: Services) => (input: Input) => Promise<unknown>,
  ) =>
    define(`${name}${suffix}`, timeoutSeconds, (its) => {
      const handle = handler(its);
      return async (given) => handle(input.parse(asHeard(given, contract)));
    });
  const seconds = (name: Stage): number => stageDeclarations[name].timeoutSeconds;
  define(`${admitFunction}${suffix}`, seconds('admit'), (its) => async (given) => {
    const heard = asHeard(given, contract);
    return isByHand(heard)
      ? admitByHand(ByHandInput.parse(heard), its.admit)
      : admit(AdmitInput.parse(heard), its.admit);
  });
  stage(verifyFunction, seconds('verify'), VerifyInput, (its) => (given) => verify(given, its.verify));
  stage(pageFunction, seconds('page'), PageInput, (its) => (given) => page(given, its.page));
  // By its own name, as the stage that asks invokes it.
  define('page', seconds('page'), (its) => async (given) => sendRequest(AskInput.parse(given), its.page));
  define(
    'answer',
    seconds('answer'),
    (its) => async (request) => (await answer(request, its.answer)).response,
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
    const { Records } = batch as { Records: Parameters<typeof pageDeadLetters>[0] };
    const failed = await pageDeadLetters(Records, its.deadLetters);
    // SQS hands those over again.
    if (failed.length > 0) throw new Error(`Not paged: ${failed.join(', ')}`);
  });
  define('recover', seconds('recover'), (its) => (event) => recover(event, its.recover));
  define(
    'resolve',
    seconds('resolve'),
    (its) => async (given) =>
      isUpdate(given)
        ? update(UpdateInput.parse(given), its.resolve)
        : isRequestOver(given)
          ? closeRequest(RequestOverInput.parse(given), its.resolve)
          : resolve(ResolveInput.parse(given), its.resolve),
  );
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
      now: world.machineClock(),
    };
    return (event) => diagnose(event, { cloudtrail, logs, ecs, lambda, ...own });
  });
  define('sweep', seconds('sweep'), (its) => () => sweep(its.sweep));
  define('reconcile', seconds('reconcile'), (its) => () => reconcile(its.reconcile));
  define(
    'execution-ended',
    seconds('sweep'),
    (its) => (event) => executionEnded(ExecutionEnded.parse(event), places.environment, its.sweep),
  );
}
