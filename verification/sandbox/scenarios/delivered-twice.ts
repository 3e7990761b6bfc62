import { DescribeExecutionCommand, ListExecutionsCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { until } from '../incidents.ts';
import { arn } from '../names.ts';
import { checkNotice, checkReplaced } from './checks.ts';
import { webServiceHung } from './ids.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';

const service = 'web-wishlist';

export const deliveredTwice: Scenario = {
  name: 'delivered-twice',
  runbook: webServiceHung,
  story:
    'The same state change arrives three times, twice under one event id and once under another; it is acted on once.',
  alarms: ['web-wishlist-errors'],
  play: async (scene) => {
    const { fleet, relay, aws } = scene.world;
    await scene.breaking(`one of the two tasks of ${service} stops answering`);
    const before = fleet.pidsOf(service);
    fleet.tasksOf(service)[0]?.breakAs({ fault: 'hang' });
    const { incident } = await scene.opened(30);

    scene.say('the identical input is started a second time, as EventBridge may do');
    const { input } = await aws.sfn.send(new DescribeExecutionCommand({ executionArn: incident.execution }));
    const stateMachineArn = arn.stateMachine(webServiceHung);
    await aws.sfn.send(
      new StartExecutionCommand({ stateMachineArn, name: `redelivered-${Date.now()}`, input }),
    );
    scene.say('the same state change comes over the event bus again, under another event id');
    const change = scene.changes.find(({ state }) => state.value === 'ALARM');
    if (change) await relay.deliver(change);

    await scene.ends('healed', 60);
    await checkExecutions(scene, incident.execution);
    checkReplaced(scene, service, before);
    await scene.checkDeployments(service, 1);
    await checkNotice(scene);
  },
};

/** One of the three executions has the incident; the others report that they are duplicates. */
async function checkExecutions(scene: Scene, holder: string): Promise<void> {
  const { sfn } = scene.world.aws;
  const outputs = await until('the other two executions to end', 20, async () => {
    const { executions = [] } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn: arn.stateMachine(webServiceHung), maxResults: 100 }),
    );
    const described = await Promise.all(
      executions.map(({ executionArn }) => sfn.send(new DescribeExecutionCommand({ executionArn }))),
    );
    const others = described.filter(
      (one) => one.executionArn !== holder && one.input?.includes(scene.alarm) && one.status !== 'RUNNING',
    );
    return others.length >= 2 ? others.map(({ output = '' }) => output) : undefined;
  });
  const duplicates = outputs.filter((output) => output.includes('"duplicate"')).length;
  scene.check('the two other executions ended as duplicates', duplicates === 2, outputs.join(' '));
}
