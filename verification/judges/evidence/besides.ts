import { PutCommand } from '@aws-sdk/lib-dynamodb';
import clearSyntheticFault from '#actions/clear-synthetic-fault/action';
import { clearSyntheticFault as calls } from '#actions/clear-synthetic-fault/calls';
import { pathsFor } from '#channel/channels';
import type { Action } from '#core/action/define-action';
import type { ChannelUse } from '#core/channel/define-channel';
import { fillIn } from '#core/guards/derived';
import { incidentItem } from '#core/incident/stored';
import type { Page } from '#core/page/message';
import { publish } from '#core/page/publish';
import { syntheticAlarm } from '#core/runbook/synthetic';
import { deploySynthetic } from '#define/synthetic';
import { digest } from '#lambdas/digest/digest';
import { NoticeEvent } from '#lambdas/notify/contract';
import { notify } from '#lambdas/notify/notify';
import { synthetic } from '#lambdas/synthetic/synthetic';
import type { DeployedHere } from '#lambdas/widget/contract';
import { widget } from '#lambdas/widget/widget';
import { alarmFor } from '#testing/alarm';
import { channelsOn } from '#testing/channels';
import { pastIncident } from '#testing/past';
import { Night } from '#testing/run';
import type { Remedy } from '#testing/services';
import { places, World } from '#testing/world/world';
import type { Recorder } from './recorder.ts';

/** ARN of the secret with the heartbeat's URL. */
export const heartbeatSecret = `arn:aws:secretsmanager:${places.region}:${places.account}:secret:heartbeat`;

/**
 * Runs what no rehearsal of a runbook runs: the synthetic alarm with its own runbook, the digest, the widget and the notices,
 * each as its own function.
 */
export async function runBesides(recorder: Recorder, uses: readonly ChannelUse[]): Promise<number> {
  const world = new World();
  world.wire.latency = () => 0.02;
  const action = clearSyntheticFault as unknown as Action;
  const { deployed: runbook, creates } = deploySynthetic(places.environment, { [action.id]: action });
  const handler = calls(world.clients.cloudwatch) as unknown as Remedy['handler'];
  const finish = recorder.watch('the synthetic alarm', world);
  const night = new Night(world, [runbook], [{ action, handler }], { startsRunbooks: true });
  world.cloudwatch.put(alarmFor({ runbook, creates }, {}));
  defineFunctions(world, night, uses);
  const invoke = (name: string, payload: unknown) =>
    world.clock.run(() => world.lambda.invoke(places.function(name), payload));
  // Trips every five minutes, healed and confirmed in ten; then a failed trip, the widget and the morning's digest.
  for (let minutes = 0; minutes < 15; minutes += 5) {
    await invoke('synthetic', {});
    await world.clock.advance(300);
  }
  world.cloudwatch.put({ ...alarmFor({ runbook, creates }, {}), actionsEnabled: false });
  await invoke('synthetic', {});
  await world.clock.advance(900);
  await invoke('synthetic', {});
  const [incident] = night.incidents();
  for (const view of [{}, { incident: incident?.id }, { view: 'now' }]) await invoke('widget', view);
  const past = pastIncident(1, new Date(world.clock.milliseconds - 3_600_000), {});
  const Item = incidentItem(past);
  await world.clock.run(() =>
    world.clients.documents.send(new PutCommand({ TableName: places.table, Item })),
  );
  await invoke('digest', { contract: 1, scheduledFor: world.clock.now().toISOString() });
  for (const to of [owner, 'a team without channels']) await invoke('notify', noticeTo(to));
  await finish(night, [runbook]);
  return night.incidents().length;
}

const owner = 'team-web';

/** A notice as SNS delivers it. */
const noticeTo = (to: string) => ({
  Records: [
    {
      Sns: {
        Subject: 'A notice',
        Message: 'Nobody has to do anything.',
        MessageAttributes: { owner: { Value: to } },
      },
    },
  ],
});

/** The widget's `now` view asks for its alarm. */
const depending: DeployedHere['runbooks'][number] = {
  id: 'orders-late',
  owner,
  mode: 'auto',
  guards: { ...fillIn({}, undefined), dependsOn: ['orders-db'] },
};

function defineFunctions(world: World, night: Night, uses: readonly ChannelUse[]): void {
  const { cloudwatch, sns } = world.clients;
  const { environment, topics } = places;
  const { database } = night.services.verify;
  const now = world.clock.now;
  const paths = pathsFor('notice', channelsOn(world, uses));
  const told = (page: Page) => publish(sns, topics.notice, page);
  const secrets = {
    commands: { GetSecretValue: () => ({ SecretString: 'https://heartbeats.example/ping' }) },
  };
  const syntheticServices: Parameters<typeof synthetic>[0] = {
    database,
    cloudwatch,
    sns,
    heartbeat: {
      secrets: world.client('secrets-manager', secrets),
      secretArn: heartbeatSecret,
      fetch: async () => new Response('ok'),
    },
    alarmArn: world.cloudwatch.arnOf(syntheticAlarm(environment)),
    backupTopicArn: topics.backup,
    environment,
    now,
  };
  const acting = `nightshift-${environment}-restart-ecs-tasks`;
  const widgetServices: Parameters<typeof widget>[2] = {
    database,
    environment,
    now,
    logGroups: [`/aws/lambda/nightshift-${environment}-admit`],
    deployed: { runbooks: [depending], actionFunctions: [acting] },
    cloudwatch,
    lambda: world.client('lambda', { commands: { GetFunctionConcurrency: () => ({}) } }),
    ssm: world.clients.ssm,
  };
  const handlers: Readonly<Record<string, (payload: unknown) => Promise<unknown>>> = {
    synthetic: () => synthetic(syntheticServices),
    widget: (event) => widget(event, places.function('widget'), widgetServices),
    digest: (input) => digest(input as Parameters<typeof digest>[0], { database, environment, notice: told }),
    notify: (event) => notify(NoticeEvent.parse(event), { channels: { [owner]: paths }, everybody: told }),
  };
  for (const [name, handler] of Object.entries(handlers))
    world.lambda.define(places.function(name), { timeoutSeconds: 60, load: () => handler });
}
