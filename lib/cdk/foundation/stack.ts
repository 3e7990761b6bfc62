import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { variables } from '#core/aws/variables';
import { syntheticAlarm } from '#core/runbook/synthetic';
import {
  allChannels,
  channelPermissions,
  hearingPermissions,
  ownersChannels,
  pageChannels,
} from '../channels.ts';
import type { Deployment } from '../deployment.ts';
import { arnsIn } from '../names.ts';
import type { Resources } from '../permission-parts.ts';
import type { Engine } from '../stage-function.ts';
import { deadLetterConsumer, deadLetterQueue } from './dead-letters.ts';
import { Deadline } from './deadline.ts';
import { EngineAlarms } from './engine-alarms.ts';
import { incidentTable } from './incident-table.ts';
import { encryptionKey } from './key.ts';
import { Sweep } from './sweep.ts';
import { routeTopics } from './topics.ts';

/**
 * What must survive a bad deploy of the runbooks: the records, the paths to people, and what pages if nothing else does
 * (deadlines, sweeper, dead letters).
 */
export class FoundationStack extends Stack {
  readonly engine: Engine;

  constructor(scope: Construct, deployment: Deployment, props: StackProps) {
    super(scope, deployment.names.foundationStack, {
      stackName: deployment.names.foundationStack,
      ...props,
      description: 'Nightshift: incident table, page topics, page deadlines, sweeper',
    });
    const arns = arnsIn(deployment.names, this);
    const key = encryptionKey(this, deployment);
    const table = incidentTable(this, deployment, key);
    const deadLetters = deadLetterQueue(this, deployment, arns);
    const topics = routeTopics(this, deployment, { key, deadLetters, arns });
    const deadline = new Deadline(this, deployment, topics.backup, key);

    const resources = {
      arns,
      key: key.keyArn,
      table: table.tableArn,
      pageTopic: topics.page.topicArn,
      backupTopic: topics.backup.topicArn,
      noticeTopic: topics.notice.topicArn,
      deadlineRole: deadline.role.roleArn,
      deadLetters: deadLetters.queueArn,
      changeCalendars: deployment.environment.changeCalendars ?? [],
      pageChannels: channelPermissions(pageChannels(deployment.environment)),
      answerChannels: hearingPermissions(allChannels(deployment.environment)),
      noticeChannels: channelPermissions(Object.values(ownersChannels(deployment.environment)).flat()),
      diagnosedLogs: deployment.environment.diagnose?.logGroups ?? [],
      heartbeat: deployment.environment.synthetic?.heartbeat,
    };
    this.engine = { deployment, resources, variables: engineVariables(deployment, resources) };

    new Sweep(this, this.engine);
    deadLetterConsumer(this, this.engine, deadLetters);
    new EngineAlarms(this, deployment, topics.backup, deadLetters);
  }
}

/** Every Lambda gets all of them. Its role decides what it may do. */
const engineVariables = (
  { names, environment }: Deployment,
  resources: Resources,
): Record<string, string> => ({
  [variables.environment]: environment.name,
  [variables.table]: names.table,
  [variables.pageTopic]: resources.pageTopic,
  [variables.noticeTopic]: resources.noticeTopic,
  [variables.backupTopic]: resources.backupTopic,
  [variables.resolveFunction]: names.function('resolve'),
  [variables.deadlineGroup]: names.deadlineGroup,
  [variables.deadlineRole]: resources.deadlineRole,
  ...(environment.delayedPages?.length ? { [variables.tellsWorking]: 'yes' } : {}),
  ...(environment.synthetic
    ? { [variables.syntheticAlarm]: resources.arns.alarm(syntheticAlarm(environment.name)) }
    : {}),
  ...(resources.heartbeat ? { [variables.heartbeatSecret]: resources.heartbeat } : {}),
});
