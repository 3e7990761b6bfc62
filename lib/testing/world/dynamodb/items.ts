import { historyIndex, openIndex, tableKey } from '#core/table/keys';
import { frozen } from '../json.ts';
import { type Item, invalid } from './expressions.ts';
import { byBytes } from './order.ts';

const { partitionKey: pk, sortKey: sk } = tableKey;

/** The table's sparse indexes, by name. */
export const indexes = { [openIndex.name]: openIndex, [historyIndex.name]: historyIndex } as const;
export type IndexName = keyof typeof indexes;
const indexNames = Object.keys(indexes) as IndexName[];
export const isIndex = (name: string): name is IndexName => name in indexes;
const keyAttributes = indexNames.flatMap((name) => [indexes[name].partitionKey, indexes[name].sortKey]);

/** A partition of an index. */
interface Indexed {
  readonly items: Set<Item>;
  /** What it shows, in order; undefined from a change until the next read. */
  sorted?: readonly Item[] | undefined;
}

/** The table's items by partition, and its sparse indexes of the items that have their keys. */
export class Items {
  /** How many times each index has changed, by its name. */
  readonly versions = Object.fromEntries(indexNames.map((name) => [name, 0])) as Record<IndexName, number>;
  readonly #partitions = new Map<string, Map<string, Item>>();
  /** Partitions in order, if read since they last changed. */
  readonly #sorted = new Map<string, readonly Item[]>();
  readonly #indexes = Object.fromEntries(
    indexNames.map((name) => [name, new Map<unknown, Indexed>()]),
  ) as Record<IndexName, Map<unknown, Indexed>>;

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

  /** The items of an index's partition, with the attributes that the index holds, in order of its sort key. */
  indexed(name: IndexName, partition: unknown): readonly Item[] {
    const found = this.#indexes[name].get(partition);
    if (!found) return [];
    found.sorted ??= sortedBy(name, [...found.items]);
    return found.sorted;
  }

  some(isWanted: (item: Item) => boolean): boolean {
    for (const items of this.#partitions.values())
      for (const item of items.values()) if (isWanted(item)) return true;
    return false;
  }

  /** The items that are wanted, in order of sort key, then partition. */
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
      const found = this.#indexes[name].get(partition) ?? { items: new Set<Item>() };
      this.#indexes[name].set(partition, found);
      found.items.add(item);
      found.sorted = undefined;
      this.versions[name]++;
    }
  }

  #unindex(item: Item | undefined): void {
    if (!item) return;
    for (const name of indexNames) {
      const found = this.#indexes[name].get(item[indexes[name].partitionKey]);
      if (!found?.items.delete(item)) continue;
      found.sorted = undefined;
      this.versions[name]++;
    }
  }
}

/** Items in order of an index's sort key, with only the attributes that the index holds. */
function sortedBy(name: IndexName, items: Item[]): readonly Item[] {
  const index = indexes[name];
  const by = index.sortKey;
  items.sort(
    (one, other) => byBytes(text(one[by]), text(other[by])) || byBytes(text(one[pk]), text(other[pk])),
  );
  if (!('attributes' in index)) return items;
  const held: readonly string[] = [pk, sk, index.partitionKey, by, ...index.attributes];
  return items.map((item) =>
    frozen(Object.fromEntries(Object.entries(item).filter(([attribute]) => held.includes(attribute)))),
  );
}

const text = (value: unknown): string => String(value);

function split(key: string): [string, string] {
  const at = key.indexOf('\u0000');
  return [key.slice(0, at), key.slice(at + 1)];
}

/** Returns the item. @throws Error if an attribute of an index's key is there and is not a non-empty string */
export function indexed(item: Item): Item {
  for (const name of keyAttributes) {
    if (item[name] !== undefined && (typeof item[name] !== 'string' || item[name] === '')) {
      throw invalid(`Type mismatch for index key ${name}`);
    }
  }
  return item;
}
