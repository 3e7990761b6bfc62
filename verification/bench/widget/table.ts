import {
  CreateTableCommand,
  DynamoDBClient,
  type KeySchemaElement,
  type ProjectionType,
} from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Incident } from '#core/incident/records';
import { incidentItem } from '#core/incident/stored';
import type { Database } from '#core/table/database';
import { historyIndex, tableKey } from '#core/table/keys';

const key = (partition: string, sort: string): KeySchemaElement[] => [
  { AttributeName: partition, KeyType: 'HASH' },
  { AttributeName: sort, KeyType: 'RANGE' },
];

/** The incident table with the index that the widget reads, in an emulator. */
export async function createTable(endpoint: string): Promise<Database> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  const table = 'nightshift-bench';
  const { partitionKey, sortKey } = tableKey;
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: key(partitionKey, sortKey),
      AttributeDefinitions: [partitionKey, sortKey, historyIndex.partitionKey, historyIndex.sortKey].map(
        (AttributeName) => ({ AttributeName, AttributeType: 'S' as const }),
      ),
      GlobalSecondaryIndexes: [
        {
          IndexName: historyIndex.name,
          KeySchema: key(historyIndex.partitionKey, historyIndex.sortKey),
          Projection: {
            ProjectionType: 'INCLUDE' satisfies ProjectionType,
            NonKeyAttributes: [...historyIndex.attributes],
          },
        },
      ],
    }),
  );
  return {
    client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    table,
  };
}

/** BatchWriteItem's limit. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const atOnce = 25;

export async function writeAll({ client, table }: Database, incidents: readonly Incident[]): Promise<void> {
  for (let from = 0; from < incidents.length; from += atOnce) {
    const puts = incidents.slice(from, from + atOnce).map((incident) => ({
      PutRequest: { Item: incidentItem(incident) },
    }));
    const answer = await client.send(new BatchWriteCommand({ RequestItems: { [table]: puts } }));
    const left = answer.UnprocessedItems?.[table]?.length ?? 0;
    if (left > 0) throw new Error(`${left} incidents were not written`);
  }
}
