import type { UpdateKeysRequest } from '@aws-sdk/client-cloudfront-keyvaluestore';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';

interface Asked {
  readonly KvsARN?: string;
  readonly Key?: string;
}

/** A store; change its fields to change the world. */
interface Store {
  status: string;
  version: number;
  readonly keys: Map<string, string>;
}

/**
 * "Updates typically take a few seconds":
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/kvs-with-functions.html
 */
const propagatesIn = 5;

/** CloudFront KeyValueStores and their keys. */
export class KeyValues {
  readonly #stage: Stage;
  readonly #stores = new Map<string, Store>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    DescribeKeyValueStore: ({ KvsARN = '' }: Asked) => {
      const { status, version, keys } = this.store(KvsARN);
      return { KvsARN, Status: status, ETag: `tag-${version}`, ItemCount: keys.size };
    },
    GetKey: ({ KvsARN = '', Key = '' }: Asked) => {
      const Value = this.store(KvsARN).keys.get(Key);
      if (Value === undefined) throw awsError('ResourceNotFoundException', 'Key not found');
      return { Key, Value };
    },
    UpdateKeys: (input: UpdateKeysRequest) => this.#update(input),
  };

  /** Creates a store with this key and another one, unless it exists. */
  put(arn: string, key: string, value: string): void {
    if (!this.#stores.has(arn))
      this.#stores.set(arn, {
        status: 'READY',
        version: 1,
        keys: new Map([
          [key, value],
          ['other', 'on'],
        ]),
      });
  }

  remove(arn: string): void {
    this.#stores.delete(arn);
  }

  /** Someone sets a key, or deletes it. */
  set(arn: string, key: string, value: string | undefined): void {
    const store = this.store(arn);
    if (value === undefined) store.keys.delete(key);
    else store.keys.set(key, value);
    store.version++;
  }

  /** @throws Error AWS's own, if there is no such store */
  store(arn: string): Store {
    const found = this.#stores.get(arn);
    if (!found) throw awsError('ResourceNotFoundException', 'Key value store not found');
    return found;
  }

  #update({ KvsARN = '', IfMatch, Puts = [] }: UpdateKeysRequest): object {
    const store = this.store(KvsARN);
    if (store.status !== 'READY') throw awsError('ConflictException', 'The store is not ready');
    if (IfMatch !== `tag-${store.version}`) throw awsError('ValidationException', 'Pre-Condition failed');
    for (const { Key = '', Value } of Puts) this.set(KvsARN, Key, Value);
    this.#stage.effect(KvsARN, propagatesIn);
    return { ETag: `tag-${store.version}` };
  }
}
