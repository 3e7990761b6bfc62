import { incidentKey } from '#core/table/keys';
import type { Call } from '#testing/world/wire';
import type { World } from '#testing/world/world';

/** What DynamoDB bills on demand. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html */
export interface Units {
  readonly reads: number;
  readonly writes: number;
}

type Item = Readonly<Record<string, unknown>>;
/** Bytes of each item, by its key. */
type Sizes = ReadonlyMap<string, number>;

interface Request {
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConsistentRead?: boolean;
  readonly IndexName?: string;
  readonly ExpressionAttributeValues?: Item;
  readonly RequestItems?: Readonly<
    Record<string, { readonly Keys: readonly Item[]; readonly ConsistentRead?: boolean }>
  >;
  readonly TransactItems?: ReadonlyArray<Readonly<Record<string, Request>>>;
}

const keyOf = ({ pk, sk }: Item): string => `${pk} ${sk}`;
const units = (bytes: number, each: number): number => Math.max(1, Math.ceil(bytes / each));
const incidentSort = incidentKey('').sk;

/** Counts a world's table operations as they are made. */
export class Meter {
  readonly #world: World;
  readonly #before: { readonly call: Call; readonly sizes: Sizes }[] = [];

  constructor(world: World) {
    this.#world = world;
    world.wire.beforeEach = (call) => {
      if (call.service === 'dynamodb') this.#before.push({ call, sizes: this.#sizes() });
    };
  }

  /** What has been billed so far. */
  units(): Units {
    return this.#before.reduce<Units>(
      (sum, { call, sizes }, index) => {
        const after = this.#before[index + 1]?.sizes ?? this.#sizes();
        const { reads, writes } = unitsOf(call, sizes, after);
        return { reads: sum.reads + reads, writes: sum.writes + writes };
      },
      { reads: 0, writes: 0 },
    );
  }

  #sizes(): Sizes {
    return new Map(
      this.#world.dynamodb.all().map((item) => [keyOf(item), Buffer.byteLength(JSON.stringify(item))]),
    );
  }
}

function unitsOf({ command, input }: Call, before: Sizes, after: Sizes): Units {
  const request = input as Request;
  const readOne = (key: Item, isConsistent = false) =>
    units(before.get(keyOf(key)) ?? 0, 4096) * (isConsistent ? 1 : 0.5);
  switch (command) {
    case 'Get':
      return { writes: 0, reads: readOne(request.Key ?? {}, request.ConsistentRead) };
    case 'BatchGet': {
      const tables = Object.values(request.RequestItems ?? {});
      const each = tables.flatMap(({ Keys, ConsistentRead }) =>
        Keys.map((key) => readOne(key, ConsistentRead)),
      );
      return { writes: 0, reads: each.reduce((sum, one) => sum + one, 0) };
    }
    case 'Query':
      return { writes: 0, reads: queried(request, before) };
    case 'TransactWrite': {
      const items = (request.TransactItems ?? []).flatMap((item) => Object.values(item));
      // A transaction prepares and commits: twice the units.
      return { reads: 0, writes: 2 * items.reduce((sum, item) => sum + written(item, before, after), 0) };
    }
    default:
      return { reads: 0, writes: written(request, before, after) };
  }
}

/** The whole queried partition, as if nothing narrowed the query. */
function queried(
  { ExpressionAttributeValues = {}, ConsistentRead, IndexName }: Request,
  sizes: Sizes,
): number {
  const values = Object.values(ExpressionAttributeValues).map(String);
  const bytes = [...sizes]
    .filter(([key]) => IndexName !== undefined || values.some((value) => key.startsWith(`${value} `)))
    .reduce((sum, [, size]) => sum + size, 0);
  return units(bytes, 4096) * (ConsistentRead ? 1 : 0.5);
}

/** The larger of the old and the new item; the incident's item is copied into the index of open incidents. */
function written({ Key, Item }: Request, before: Sizes, after: Sizes): number {
  const key = Key ?? Item ?? {};
  const bytes = Math.max(before.get(keyOf(key)) ?? 0, after.get(keyOf(key)) ?? 0);
  return units(bytes, 1024) * (key['sk'] === incidentSort ? 2 : 1);
}
