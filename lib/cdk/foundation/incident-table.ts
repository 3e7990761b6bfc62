import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { historyIndex, openIndex, tableKey } from '#core/table/keys';
import type { Deployment } from '../deployment.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/**
 * Incidents, attempts, locks and counters. On demand, because it is idle for days and then busy for minutes. Only open
 * incidents have the partition attribute of the index `open`, so the sweeper reads only those.
 *
 * Without deletion protection, because a failed first deploy has to be rolled back. Doctor asks for it afterwards.
 */
export function incidentTable(
  scope: Construct,
  { names, removalPolicy }: Deployment,
  encryptionKey: IKey,
): Table {
  const table = new Table(scope, 'Incidents', {
    tableName: names.table,
    partitionKey: text(tableKey.partitionKey),
    sortKey: text(tableKey.sortKey),
    timeToLiveAttribute: tableKey.timeToLive,
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy,
  });
  table.addGlobalSecondaryIndex({
    indexName: openIndex.name,
    partitionKey: text(openIndex.partitionKey),
    sortKey: text(openIndex.sortKey),
    projectionType: ProjectionType.ALL,
  });
  table.addGlobalSecondaryIndex({
    indexName: historyIndex.name,
    partitionKey: text(historyIndex.partitionKey),
    sortKey: text(historyIndex.sortKey),
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: [...historyIndex.attributes],
  });
  return table;
}
