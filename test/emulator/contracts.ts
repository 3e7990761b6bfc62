import {
  CreateTableCommand,
  DynamoDBClient,
  type KeySchemaElement,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { historyIndex, openIndex, tableKey } from '#core/table/keys';
import { places } from '#testing/world/world';
import type { EmptyEmulator } from '#verification/sandbox/emulator/engine';
import { readMessage } from '#verification/sandbox/phones';
import { sleep } from '#verification/sandbox/processes';
import { compileWorkflow } from '#workflow/compile';
import { backupTopic, environment } from '#workflow/substitutions';
import { backupPathContract, type OwnPage } from '../contract/backup-path.ts';
import { tableContract } from '../contract/table.ts';
import { type Broker, tokenContract, type Waiting } from '../contract/tokens.ts';
import { aRunbook } from '../support/scenes.ts';

/** An engine that stands in for AWS, and the services of it that the contracts are about. */
export interface Engine {
  readonly name: string;
  readonly start: () => Promise<EmptyEmulator>;
  /** @default - all of them */
  readonly without?: readonly ('tables' | 'state machines')[];
}

let made = 0;

const settingsOf = ({ endpoint }: EmptyEmulator) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
type Settings = ReturnType<typeof settingsOf>;

/** Holds an engine against what Nightshift relies on in AWS. */
export function contractsOf({ name, start, without = [] }: Engine): void {
  let emulator: EmptyEmulator;
  const settings = () => settingsOf(emulator);
  beforeAll(async () => {
    emulator = await start();
  });
  afterAll(() => emulator?.stop());

  if (!without.includes('tables')) {
    describe(`DynamoDB of ${name}`, () => tableContract(() => aTable(settings())));
  }

  if (without.includes('state machines')) return;

  describe(`the task tokens of ${name}`, () => {
    tokenContract(async () => {
      const client = new SFNClient(settings());
      return {
        client,
        wait: (timeoutSeconds) => waiting(settings(), timeoutSeconds),
        pass: (seconds) => sleep(seconds * 1000),
      } satisfies Broker;
    });
  });

  describe(`the state machine's own page, in ${name}`, () => {
    backupPathContract((event) => publishedByItself(settings(), event));
  });
}

async function aTable(settings: Settings) {
  const client = new DynamoDBClient(settings);
  const TableName = `contract-${++made}`;
  const key = (partition: string, sort: string): KeySchemaElement[] => [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
  const { partitionKey, sortKey } = tableKey;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: key(partitionKey, sortKey),
      AttributeDefinitions: [
        ...[partitionKey, sortKey, openIndex.partitionKey, openIndex.sortKey],
        ...[historyIndex.partitionKey, historyIndex.sortKey],
      ].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
      GlobalSecondaryIndexes: [
        {
          IndexName: openIndex.name,
          KeySchema: key(openIndex.partitionKey, openIndex.sortKey),
          Projection: { ProjectionType: 'ALL' },
        },
        {
          IndexName: historyIndex.name,
          KeySchema: key(historyIndex.partitionKey, historyIndex.sortKey),
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...historyIndex.attributes] },
        },
      ],
    }),
  );
  await waitUntilTableExists({ client, minDelay: 1, maxDelay: 1, maxWaitTime: 20 }, { TableName });
  return { client: DynamoDBDocumentClient.from(client), name: TableName };
}

/** Starts the definition that is deployed, with no function behind it, and reads what it publishes. */
async function publishedByItself(settings: Settings, event: unknown): Promise<OwnPage> {
  const [sfn, sns, sqs] = [new SFNClient(settings), new SNSClient(settings), new SQSClient(settings)];
  const name = `contract-${++made}`;
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: name }));
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const Endpoint = Attributes?.QueueArn ?? '';
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  const known: Readonly<Record<string, string>> = {
    [backupTopic]: TopicArn,
    [environment]: places.environment,
  };
  const definition = JSON.stringify(compileWorkflow(aRunbook()).definition).replace(
    /\$\{(\w+)\}/g,
    (_, placeholder: string) =>
      known[placeholder] ?? `arn:aws:lambda:us-east-1:000000000000:function:none-${placeholder}`,
  );
  const roleArn = 'arn:aws:iam::000000000000:role/contract';
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name, roleArn, definition }));
  const { executionArn: execution = '' } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(event) }),
  );
  expect(await endOf(sfn, execution)).toMatchObject({ status: 'FAILED', error: 'PagedByBackup' });
  const answer = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  const { body, deduplicationKey } = readMessage('phone-backup', answer.Messages?.[0]?.Body ?? '{}', 0);
  return { execution, body, deduplicationKey };
}

/** A state machine whose one task puts its token into a queue. */
async function waiting(settings: Settings, TimeoutSeconds: number): Promise<Waiting> {
  const [sfn, sqs] = [new SFNClient(settings), new SQSClient(settings)];
  const name = `contract-${++made}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const Parameters = { QueueUrl, MessageBody: { 'token.$': '$$.Task.Token' } };
  const Resource = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name,
      roleArn: 'arn:aws:iam::000000000000:role/contract',
      definition: JSON.stringify({
        StartAt: 'Wait',
        States: { Wait: { Type: 'Task', Resource, Parameters, TimeoutSeconds, End: true } },
      }),
    }),
  );
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
  const answer = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  const { token } = JSON.parse(answer.Messages?.[0]?.Body ?? '{}') as { token: string };
  return { token, ended: () => endOf(sfn, executionArn ?? '') };
}

async function endOf(sfn: SFNClient, executionArn: string): ReturnType<Waiting['ended']> {
  for (;;) {
    const { status, output, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'SUCCEEDED') return { status, output: JSON.parse(output ?? 'null') };
    if (status && status !== 'RUNNING') {
      const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
      const details = events.at(-1)?.executionFailedEventDetails;
      return { status: 'FAILED', error: error ?? details?.error ?? '', cause: cause ?? details?.cause ?? '' };
    }
    await sleep(200);
  }
}
