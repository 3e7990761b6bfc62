import type { LeaseServices } from '#action/run/lease';
import type { ActServices } from '#action/run/run-action';
import type { StartRestore } from '#action/run/start-restore';
import { pathsFor } from '#channel/channels';
import type { ActionHandler } from '#core/action/action-handler';
import type { Action } from '#core/action/define-action';
import type { ChannelUse } from '#core/channel/define-channel';
import { armLease } from '#core/lease/arm';
import type { Page } from '#core/page/message';
import { publish } from '#core/page/publish';
import type { ResolvePaths } from '#core/page/resolve';
import type { StartAsk, StartResolve, StartUpdate } from '#core/page/start-resolve';
import type { UpdateWays } from '#core/page/update';
import type { LinkServices } from '#core/people/links';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { AdmitServices } from '#lambdas/admit/admit';
import type { AnswerServices } from '#lambdas/answer/services';
import type { DeadLetterServices } from '#lambdas/dead-letters/dead-letters';
import { answerablePaths } from '#lambdas/page/answerable';
import type { PageServices } from '#lambdas/page/page';
import type { IndexEntry, ReconcileServices } from '#lambdas/reconcile/reconcile';
import type { RecoverServices } from '#lambdas/recover/recover';
import type { SweepServices } from '#lambdas/sweep/sweep';
import type { VerifyServices } from '#lambdas/verify/services';
import { channelsOn, receiversOn } from './channels.ts';
import { places, type World } from './world/world.ts';

/** An action with its AWS calls, real or fake, typed to take any parameters. */
export interface Remedy {
  readonly action: Action;
  readonly handler: ActionHandler<Record<string, unknown>, unknown>;
}

/** What a deployment would have given to each stage's handler. */
export interface Services {
  readonly admit: AdmitServices;
  readonly act: ActServices;
  /** For actions whose changes are restored. */
  readonly armLease: LeaseServices['arm'];
  readonly verify: VerifyServices;
  readonly recover: RecoverServices;
  readonly resolve: ResolvePaths & UpdateWays;
  readonly page: PageServices;
  readonly sweep: SweepServices;
  readonly reconcile: ReconcileServices;
  readonly deadLetters: DeadLetterServices;
  readonly answer: AnswerServices;
}

/** Where the answer page of a rehearsal would be. */
export const answerUrl = 'https://answers.rehearsal/';

/** Links that work for four hours, signed with a secret that is read over the wire. */
export const linksOn = (world: World): LinkServices => ({
  url: answerUrl,
  environment: places.environment,
  key: () => world.http.secret('arn:aws:secretsmanager:eu-central-1:111122223333:secret:answer-links'),
  seconds: 4 * 3_600,
  now: world.clock.now,
});

/** The stages' services in a world. */
export function servicesOn(
  world: World,
  remedies: readonly Remedy[],
  runbooks: readonly DeployedRunbook[] = [],
  channels: readonly ChannelUse[] = [],
  /** The machine whose clock they go by. */
  machine = '',
  hasAnswerPage = false,
): Services {
  const { documents, cloudwatch, scheduler, sns, sfn, ssm } = world.clients;
  const { environment, deadlineGroup, deadlineRole: roleArn, topics } = places;
  const common = { database: { client: documents, table: places.table }, now: world.machineClock(machine) };
  const deadlines = { scheduler, group: deadlineGroup, roleArn, backupTopicArn: topics.backup };
  const to = (topicArn: string) => (page: Page) => publish(sns, topicArn, page);
  const startResolve: StartResolve = (input) => world.start('resolve', input);
  const startUpdate: StartUpdate = (input) => world.start('resolve', input);
  const startAsk: StartAsk = (input) => world.start('page', input);
  const startRestore: StartRestore = (functionName, input) => world.start(functionName, input);
  const declared = channelsOn(world, channels);
  const links = hasAnswerPage ? linksOn(world) : undefined;
  const index: IndexEntry[] = runbooks.map((runbook) => ({
    stateMachineArn: places.stateMachine(runbook.id),
    runbook,
  }));
  return {
    admit: {
      ...common,
      cloudwatch,
      sfn,
      ssm,
      environment,
      deadlines,
      actions: Object.fromEntries(remedies.map(({ action }) => [action.id, action])),
      seen: { isSuspended: false },
    },
    act: { ...common, cloudwatch },
    armLease: (lease) => armLease(deadlines, lease),
    answer: {
      ...common,
      cloudwatch,
      sfn,
      scheduler,
      deadlineGroup,
      environment,
      startUpdate,
      key: linksOn(world).key,
      receivers: receiversOn(world, channels),
    },
    verify: {
      ...common,
      cloudwatch,
      sfn,
      sns,
      scheduler,
      deadlineGroup,
      noticeTopicArn: topics.notice,
      startAsk,
      startUpdate,
      links,
    },
    recover: { ...common, sfn },
    resolve: {
      ...common,
      resolving: pathsFor('resolved', declared),
      updating: { update: pathsFor('update', declared), acknowledged: pathsFor('acknowledged', declared) },
      notice: to(topics.notice),
    },
    page: {
      ...common,
      cloudwatch,
      sfn,
      deadlines,
      environment,
      startUpdate,
      ...answerablePaths(
        {
          channels: { 'the page topic': to(topics.page), ...pathsFor('page', declared) },
          backup: to(topics.backup),
        },
        links && { ...links, database: common.database },
      ),
      notice: to(topics.notice),
    },
    sweep: {
      ...common,
      cloudwatch,
      startResolve,
      startUpdate,
      startRestore,
      sfn,
      sns,
      deadlines,
      environment,
      backupTopicArn: topics.backup,
      noticeTopicArn: topics.notice,
    },
    reconcile: { ...common, cloudwatch, sfn, sns, backupTopicArn: topics.backup, environment, index },
    deadLetters: { ...common, sns, backupTopicArn: topics.backup, environment },
  };
}
