import type { AdmitServices } from '../lambdas/admit/admit.ts';
import type { DeadLetterServices } from '../lambdas/dead-letters/dead-letters.ts';
import { roadsFor } from '../lambdas/page/channels.ts';
import type { ChannelUse } from '../lambdas/page/define-channel.ts';
import type { PageServices } from '../lambdas/page/page.ts';
import type { IndexEntry, ReconcileServices } from '../lambdas/reconcile/reconcile.ts';
import type { RecoverServices } from '../lambdas/recover/recover.ts';
import type { ActionHandler } from '../lambdas/remediate/action-handler.ts';
import type { Action } from '../lambdas/remediate/define-action.ts';
import type { LeaseServices } from '../lambdas/remediate/lease.ts';
import type { ActServices } from '../lambdas/remediate/run-action.ts';
import { armLease } from '../lambdas/shared/arm-lease.ts';
import type { Page } from '../lambdas/shared/message.ts';
import { publish } from '../lambdas/shared/publish.ts';
import type { ResolveRoads } from '../lambdas/shared/resolve.ts';
import type { DeployedRunbook } from '../lambdas/shared/runbook.ts';
import type { StartResolve, StartUpdate } from '../lambdas/shared/start-resolve.ts';
import type { StartRestore } from '../lambdas/shared/start-restore.ts';
import type { UpdateWays } from '../lambdas/shared/update-page.ts';
import type { SweepServices } from '../lambdas/sweep/sweep.ts';
import type { VerifyServices } from '../lambdas/verify/services.ts';
import { channelsOn } from './channels.ts';
import { places, type World } from './world/world.ts';

/** An action with its AWS calls, real or made up, whatever its parameters are. */
export interface Remedy {
  readonly action: Action;
  readonly handler: ActionHandler<Record<string, unknown>, unknown>;
}

/** What each stage's handler would have been given by its deployment. */
export interface Services {
  readonly admit: AdmitServices;
  readonly act: ActServices;
  /** Of actions whose changes are taken back. */
  readonly armLease: LeaseServices['arm'];
  readonly verify: VerifyServices;
  readonly recover: RecoverServices;
  readonly resolve: ResolveRoads & UpdateWays;
  readonly page: PageServices;
  readonly sweep: SweepServices;
  readonly reconcile: ReconcileServices;
  readonly deadLetters: DeadLetterServices;
}

/** The stages' services on a world. */
export function servicesOn(
  world: World,
  remedies: readonly Remedy[],
  runbooks: readonly DeployedRunbook[] = [],
  channels: readonly ChannelUse[] = [],
): Services {
  const { documents, cloudwatch, scheduler, sns, sfn, ssm } = world.clients;
  const { environment, deadlineGroup, deadlineRole: roleArn, topics } = places;
  const common = { database: { client: documents, table: places.table }, now: world.machineClock() };
  const deadlines = { scheduler, group: deadlineGroup, roleArn, backupTopicArn: topics.backup };
  const to = (topicArn: string) => (page: Page) => publish(sns, topicArn, page);
  const startResolve: StartResolve = (input) => world.start('resolve', input);
  const startUpdate: StartUpdate = (input) => world.start('resolve', input);
  const startRestore: StartRestore = (functionName, input) => world.start(functionName, input);
  const declared = channelsOn(world, channels);
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
    verify: { ...common, cloudwatch, sfn, sns, scheduler, deadlineGroup, noticeTopicArn: topics.notice },
    recover: { ...common, sfn },
    resolve: {
      ...common,
      resolving: roadsFor('resolved', declared),
      updating: { update: roadsFor('update', declared), acknowledged: roadsFor('acknowledged', declared) },
      notice: to(topics.notice),
    },
    page: {
      ...common,
      cloudwatch,
      sfn,
      deadlines,
      environment,
      startUpdate,
      channels: { 'the page topic': to(topics.page), ...roadsFor('page', declared) },
      backup: to(topics.backup),
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
