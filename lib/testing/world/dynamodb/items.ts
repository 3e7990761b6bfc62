import { historyIndex, openIndex, tableKey } from '#core/table/keys';
import { type Item, invalid } from './expressions.ts';
import { byBytes } from './order.ts';

const { partitionKey: pk, sortKey: sk } = tableKey;

/** The table's sparse indexes, by name. */
export const indexes = { [openIndex.name]: openIndex, [historyIndex.name]: historyIndex } as const;
export type IndexName = keyof typeof indexes;
const indexNames = Object.keys(indexes) as IndexName[];
export const isIndex = (name: string): name is IndexName => name in indexes;
const keyAttributes = indexNames.flatMap((name) => [indexes[name].partitionKey, indexes[name].sortKey]);

/** The table's items by partition, and the sparse indexes of those that carry their keys. */
export class Items {
  readonly #partitions = new Map<string, Map<string, Item>>();
  /** Partitions that were asked for since they last changed. */
  readonly #sorted = new Map<string, readonly Item[]>();
  readonly #indexes = Object.fromEntries(
    indexNames.map((name) => [name, new Map<unknown, Set<Item>>()]),
  ) as Record<IndexName, Map<unknown, Set<Item>>>;

  /** @param key `partition\u0000sort` */
  get(key: string): Item | undefined {
    const [partition, sort] = split(key);
    return this.#partitions.get(partition)?.get(sort);
  }

  set(key: string, item: Item): void {
    const [partition, sort] = split(key);
    const items = this.#partitions.get(partition) ?? new Map<string, Item>();
    this.#partitions.set(partition, items);
    this.#unindex(items.get(sort));
    this.#sorted.delete(partition);
    items.set(sort, item);
    this.#toIndex(item);
  }

  delete(key: string): void {
    const [partition, sort] = split(key);
    const items = this.#partitions.get(partition);
    this.#unindex(items?.get(sort));
    this.#sorted.delete(partition);
    items?.delete(sort);
    if (items?.size === 0) this.#partitions.delete(partition);
  }

  /** The items of a partition, in order of the sort key. */
  in(partition: string): readonly Item[] {
    const known = this.#sorted.get(partition);
    if (known) return known;
    const items = [...(this.#partitions.get(partition)?.values() ?? [])].sort((one, other) =>
      byBytes(text(one[sk]), text(other[sk])),
    );
    this.#sorted.set(partition, items);
    return items;
  }

  /** The items of a partition of an index, as far as it holds them, in order of its sort key. */
  indexed(name: IndexName, partition: unknown): Item[] {
    const index = indexes[name];
    const by = index.sortKey;
    const items = [...(this.#indexes[name].get(partition) ?? [])].sort(
      (one, other) => byBytes(text(one[by]), text(other[by])) || byBytes(text(one[pk]), text(other[pk])),
    );
    if (!('attributes' in index)) return items;
    const held: readonly string[] = [pk, sk, index.partitionKey, by, ...index.attributes];
    return items.map((item) =>
      Object.fromEntries(Object.entries(item).filter(([attribute]) => held.includes(attribute))),
    );
  }

  some(isWanted: (item: Item) => boolean): boolean {
    for (const items of this.#partitions.values())
      for (const item of items.values()) if (isWanted(item)) return true;
    return false;
  }

  /** The items that are wanted, in order of sort key and partition. */
  all(isWanted: (item: Item) => boolean): Item[] {
    return [...this.#partitions.values()]
      .flatMap((items) => [...items.values()].filter(isWanted))
      .sort(
        (one, other) => byBytes(text(one[sk]), text(other[sk])) || byBytes(text(one[pk]), text(other[pk])),
      );
  }

  #toIndex(item: Item): void {
    for (const name of indexNames) {
      const { partitionKey, sortKey } = indexes[name];
      const partition = item[partitionKey];
      if (partition === undefined || item[sortKey] === undefined) continue;
      const items = this.#indexes[name].get(partition);
      if (items) items.add(item);
      else this.#indexes[name].set(partition, new Set([item]));
    }
  }

  #unindex(item: Item | undefined): void {
    if (!item) return;
    for (const name of indexNames) this.#indexes[name].get(item[indexes[name].partitionKey])?.delete(item);
  }
}

const text = (value: unknown): string => String(value);

function split(key: string): [string, string] {
  const at = key.indexOf('\u0000');
  return [key.slice(0, at), key.slice(at + 1)];
}

/** An item that the indexes take or pass over; attributes of their keys have to be texts. */
export function indexed(item: Item): Item {
  for (const name of keyAttributes) {
    if (item[name] !== undefined && (typeof item[name] !== 'string' || item[name] === '')) {
      throw invalid(`Type mismatch for index key ${name}`);
    }
  }
  return item;
}
