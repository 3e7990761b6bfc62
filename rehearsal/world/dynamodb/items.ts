import { openIndex, tableKey } from '../../../lambdas/shared/keys.ts';
import type { Item } from './expressions.ts';

const { partitionKey: pk, sortKey: sk } = tableKey;

/** As DynamoDB sorts texts: by the bytes of UTF-8. */
function inOrder(left: string, right: string): number {
  if (left === right) return 0;
  // Where every character is ASCII, JavaScript's own order is the same and needs no buffers.
  if (isAscii(left) && isAscii(right)) return left < right ? -1 : 1;
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);

/** The table's items by partition, and the sparse index of those that carry its key. */
export class Items {
  readonly #partitions = new Map<string, Map<string, Item>>();
  readonly #index = new Map<unknown, Set<Item>>();

  /** @param key `partition\u0000sort` */
  get(key: string): Item | undefined {
    const [partition, sort] = split(key);
    return this.#partitions.get(partition)?.get(sort);
  }

  set(key: string, item: Item): void {
    const [partition, sort] = split(key);
    let items = this.#partitions.get(partition);
    if (!items) this.#partitions.set(partition, (items = new Map()));
    this.#unindex(items.get(sort));
    items.set(sort, item);
    this.#toIndex(item);
  }

  delete(key: string): void {
    const [partition, sort] = split(key);
    const items = this.#partitions.get(partition);
    this.#unindex(items?.get(sort));
    items?.delete(sort);
    if (items?.size === 0) this.#partitions.delete(partition);
  }

  /** The items of a partition, in order of the sort key. */
  in(partition: unknown): Item[] {
    const items = this.#partitions.get(partition as string);
    return items ? [...items.values()].sort((one, other) => inOrder(text(one[sk]), text(other[sk]))) : [];
  }

  /** The items of a partition of the index, in order of its sort key. */
  indexed(partition: unknown): Item[] {
    const by = openIndex.sortKey;
    return [...(this.#index.get(partition) ?? [])].sort(
      (one, other) => inOrder(text(one[by]), text(other[by])) || inOrder(text(one[pk]), text(other[pk])),
    );
  }

  /** Every item, in order of sort key and partition. */
  all(): Item[] {
    return [...this.#partitions.values()]
      .flatMap((items) => [...items.values()])
      .sort((one, other) => inOrder(text(one[sk]), text(other[sk])) || inOrder(text(one[pk]), text(other[pk])));
  }

  #toIndex(item: Item): void {
    const partition = item[openIndex.partitionKey];
    if (partition === undefined || item[openIndex.sortKey] === undefined) return;
    const items = this.#index.get(partition);
    if (items) items.add(item);
    else this.#index.set(partition, new Set([item]));
  }

  #unindex(item: Item | undefined): void {
    if (item) this.#index.get(item[openIndex.partitionKey])?.delete(item);
  }
}

const text = (value: unknown): string => String(value);

function split(key: string): [string, string] {
  const at = key.indexOf('\u0000');
  return [key.slice(0, at), key.slice(at + 1)];
}
