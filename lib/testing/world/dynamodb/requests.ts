import { tableKey } from '#core/table/keys';
import { awsError } from '../wire.ts';
import { type Item, invalid } from './expressions.ts';

const { partitionKey: pk, sortKey: sk } = tableKey;

/** A request of the document client, as far as any command here reads it. */
export interface Request {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConsistentRead?: boolean;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: Item;
  readonly KeyConditionExpression?: string;
  readonly ProjectionExpression?: string;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ReturnValues?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Item;
}

const expressions = ['ExpressionAttributeNames', 'ExpressionAttributeValues'];
const written = ['TableName', 'ConditionExpression', ...expressions];
const parameters: Readonly<Record<string, readonly string[]>> = {
  Get: ['TableName', 'Key', 'ConsistentRead'],
  Query: [
    'TableName',
    'IndexName',
    'ConsistentRead',
    'KeyConditionExpression',
    'ProjectionExpression',
    'ExclusiveStartKey',
    'ScanIndexForward',
    'Limit',
    ...expressions,
  ],
  Put: ['Item', ...written],
  Update: ['Key', 'UpdateExpression', 'ReturnValues', ...written],
  Delete: ['Key', ...written],
  ConditionCheck: ['Key', ...written],
};

/** @throws Error for a request that DynamoDB would refuse, or that the rehearsal doesn't know */
export function check(command: string, request: Request, table: string): void {
  const known = parameters[command];
  if (!known) throw new Error(`The rehearsal's DynamoDB knows no ${command}`);
  for (const name in request)
    if (!known.includes(name)) throw new Error(`The rehearsal's DynamoDB knows no ${name} in ${command}`);
  for (const name in request.Key)
    if (name !== pk && name !== sk) throw invalid('The provided key element does not match the schema');
  if (request.TableName !== table)
    throw awsError('ResourceNotFoundException', `No table ${request.TableName}`);
}

/** An item's key as one string. */
export function keyOf(key: Item | undefined): string {
  const [partition, sort] = [key?.[pk], key?.[sk]];
  if (typeof partition !== 'string' || typeof sort !== 'string' || !partition || !sort) {
    throw invalid('One or more parameter values were invalid: the key is not two texts');
  }
  return `${partition}\u0000${sort}`;
}
