import { tableKey } from '#core/table/keys';
import { type Item, invalid } from './expressions.ts';

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

/**
 * DynamoDB's limits on what it stores and returns, in bytes.
 * - An item: "The maximum item size in DynamoDB is 400 KB",
 *   https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 * - A transaction: "The aggregate size of the items in the transaction cannot exceed 4 MB",
 *   https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 * - A page: "A single Query operation can retrieve a maximum of 1 MB of data",
 *   https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
 * - A batch: "a partial result if the response size limit is exceeded … more than 1MB per partition is requested", where that
 *   limit is 16 MB, https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
const most = { item: 400 * kilobyte, transaction: 4 * megabyte, page: megabyte, batch: 16 * megabyte };

/** Items are frozen once they are stored, so that a size holds for as long as its item. */
const known = new WeakMap<Item, number>();

/** @throws Error for an item that DynamoDB would refuse to store, or for a transaction of too many bytes */
export function checkSizes(items: readonly Item[]): void {
  const sizes = items.map(bytesOf);
  if (sizes.some((bytes) => bytes > most.item))
    throw invalid('Item size has exceeded the maximum allowed size');
  if (sizes.reduce((sum, bytes) => sum + bytes, 0) > most.transaction)
    throw invalid('Transaction request size has exceeded the maximum allowed size');
}

/** How many of the items, from the first on, fit in a page of a query. */
export function fitPage(items: readonly Item[]): number {
  // For speed: so few fit in any case.
  if (items.length * most.item <= most.page) return items.length;
  let left = most.page;
  const first = items.findIndex((item) => {
    left -= bytesOf(item);
    return left < 0;
  });
  return first < 0 ? items.length : first;
}

/** Whether each of the items fits in the answer to BatchGetItem, in the order in which they were asked for. */
export function fitBatch(items: readonly Item[]): boolean[] {
  let left = most.batch;
  const leftOf = new Map<unknown, number>();
  return items.map((item) => {
    const bytes = bytesOf(item);
    const leftHere = (leftOf.get(item[tableKey.partitionKey]) ?? most.page) - bytes;
    if (left < bytes || leftHere < 0) return false;
    left -= bytes;
    leftOf.set(item[tableKey.partitionKey], leftHere);
    return true;
  });
}

function bytesOf(item: Item): number {
  const found = known.get(item) ?? mapBytes(item) - 3;
  if (Object.isFrozen(item)) known.set(item, found);
  return found;
}

const mapBytes = (map: object): number =>
  Object.entries(map).reduce((sum, [name, value]) => sum + textBytes(name) + valueBytes(value) + 1, 3);

/**
 * "An attribute of type List or Map requires 3 bytes of overhead … Each List or Map element also requires 1 byte of overhead"; a
 * number has about a byte for every two digits, and one more.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
function valueBytes(value: unknown): number {
  if (typeof value === 'string') return textBytes(value);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + valueBytes(one) + 1, 3);
  return typeof value === 'object' && value !== null ? mapBytes(value) : 1;
}

const textBytes = (text: string): number => Buffer.byteLength(text);
