import { ActInput } from '#action/run/contract';
import { runAction } from '#action/run/run-action';
import { takeNote, workEnded } from '#action/run/work-ended';
import type { Stage } from '#cdk/names';
import { reservedFor } from '#cdk/stages';
import { isEvent } from '#core/action/work-kinds';
import { contractVersion } from '#core/aws/contract';
import type { ChannelUse } from '#core/channel/define-channel';
import { ExecutionEnded } from '#core/incident/execution-ended';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { admit } from '#lambdas/admit/admit';
import { admitByHand } from '#lambdas/admit/by-hand';
import { AdmitInput, ByHandInput, isByHand } from '#lambdas/admit/contract';
import { pageDeadLetters } from '#lambdas/dead-letters/dead-letters';
import { type DiagnoseServices, diagnose } from '#lambdas/diagnose/diagnose';
import { PageInput } from '#lambdas/page/contract';
import { page } from '#lambdas/page/page';
import { reconcile } from '#lambdas/reconcile/reconcile';
import { recover } from '#lambdas/recover/recover';
import { isUpdate, ResolveInput, UpdateInput } from '#lambdas/resolve/contract';
import { resolve, update } from '#lambdas/resolve/resolve';
import { executionEnded } from '#lambdas/sweep/execution-ended';
import { sweep } from '#lambdas/sweep/sweep';
import { VerifyInput } from '#lambdas/verify/contract';
import { verify } from '#lambdas/verify/verify';
import { stageTimeoutSeconds } from '#workflow/states';
import { actionFunction, admitFunction, pageFunction, verifyFunction } from '#workflow/substitutions';
import { type Remedy, type Services, servicesOn } from './services.ts';
import { awsOn } from './world/aws/aws.ts';
import type { Handler, LambdaFunction } from './world/lambda.ts';
import { places, type World } from './world/world.ts';

/** The functions that AWS starts by itself, and how long each may take, as `lib/` deploys them. */
const besides = {
  recover: 30,
  resolve: 45,
  diagnose: 60,
  sweep: 50,
  'execution-ended': 50,
  reconcile: 50,
  'dead-letters': 30,
} as const;

/** The stage whose reserved concurrency a function has. Actions' functions share what is left. */
const stageOf: Readonly<Record<string, Stage>> = {
  [admitFunction]: 'admit',
  [verifyFunction]: 'verify',
  [pageFunction]: 'page',
  recover: 'recover',
  resolve: 'resolve',
  diagnose: 'diagnose',
  sweep: 'sweep',
  'execution-ended': 'sweep',
  reconcile: 'reconcile',
  'dead-letters': 'dead-letters',
};

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
): void {
  const define = (name: string, timeoutSeconds: number, handler: (services: Services) => Handler) => {
    const load: LambdaFunction['load'] = () => handler(servicesOn(world, remedies, runbooks, channels));
    const stage = stageOf[name.slice(0, name.length - suffix.length)];
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
  const { admit: admitSeconds, verify: verifySeconds, page: pageSeconds } = stageTimeoutSeconds;
  define(`${admitFunction}${suffix}`, admitSeconds, (its) => async (given) => {
    const heard = asHeard(given, contract);
    return isByHand(heard)
      ? admitByHand(ByHandInput.parse(heard), its.admit)
      : admit(AdmitInput.parse(heard), its.admit);
  });
  stage(verifyFunction, verifySeconds, VerifyInput, (its) => (given) => verify(given, its.verify));
  stage(pageFunction, pageSeconds, PageInput, (its) => (given) => page(given, its.page));
  for (const step of runbooks.flatMap(({ steps }) => steps)) {
    const remedy = remedies.find(({ action }) => action.id === step.action);
    if (!remedy) continue;
    const { timeoutSeconds } = remedy.action;
    define(`${actionFunction(step)}${suffix}`, timeoutSeconds, ({ act, recover: work }) => async (given) => {
      if (isEvent(given)) return workEnded(remedy, given, work);
      const note = remedy.action.work && { takeNote: (id: string) => takeNote(remedy, id, work) };
      return runAction(remedy, ActInput.parse(asHeard(given, contract)), { ...act, ...note });
    });
  }
  define('dead-letters', besides['dead-letters'], (its) => async (batch) => {
    const { Records } = batch as { Records: Parameters<typeof pageDeadLetters>[0] };
    const failed = await pageDeadLetters(Records, its.deadLetters);
    // SQS hands those over again.
    if (failed.length > 0) throw new Error(`Not paged: ${failed.join(', ')}`);
  });
  define('recover', besides.recover, (its) => (event) => recover(event, its.recover));
  define(
    'resolve',
    besides.resolve,
    (its) => async (given) =>
      isUpdate(given)
        ? update(UpdateInput.parse(given), its.resolve)
        : resolve(ResolveInput.parse(given), its.resolve),
  );
  define('diagnose', besides.diagnose, () => {
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
  define('sweep', besides.sweep, (its) => () => sweep(its.sweep));
  define('reconcile', besides.reconcile, (its) => () => reconcile(its.reconcile));
  define(
    'execution-ended',
    besides['execution-ended'],
    (its) => (event) => executionEnded(ExecutionEnded.parse(event), places.environment, its.sweep),
  );
}
