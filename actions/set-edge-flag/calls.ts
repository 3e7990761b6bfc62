// CloudFront signs these calls for all regions at once (SigV4A), which the client does only with this.
import '@smithy/signature-v4a';
import {
  CloudFrontKeyValueStoreClient,
  DescribeKeyValueStoreCommand,
  GetKeyCommand,
  UpdateKeysCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import { ifThere, kitCalls, type Send } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import { line } from '#core/text';
import action, { type Parameters } from './action.ts';

/* No window remains: the store takes an update only with the ETag that was read, and setting any key changes it. */

const reason = reasonsOf(action);
const missing = 'ResourceNotFoundException';

/** Reads the store's ETag before the key: if the key is set in between, the ETag is stale, and the update is refused. */
async function find({ store: KvsARN, key: Key }: Parameters, read: Send) {
  const store = await ifThere(read(new DescribeKeyValueStoreCommand({ KvsARN })), missing);
  const found = store && (await ifThere(read(new GetKeyCommand({ KvsARN, Key })), missing));
  return store && { tag: store.ETag ?? '', status: store.Status ?? 'READY', value: found?.Value };
}

const set = ({ store: KvsARN, key: Key }: Parameters, Value: string, IfMatch: string, send: Send) =>
  send(new UpdateKeysCommand({ KvsARN, IfMatch, Puts: [{ Key, Value }] }));

export default kitCalls(action, {
  clients: { 'cloudfront-keyvaluestore': CloudFrontKeyValueStoreClient },

  observe: (its, read) => find(its, read),

  judge: (found, its) => {
    const { key, from, to } = its;
    if (!found) return { never: reason('no-such-store', its) };
    const { status, value, tag } = found;
    if (value === undefined) return { never: reason('no-such-key', its) };
    if (status !== 'READY') return { refuse: reason('not-ready', { ...its, status }) };
    if (value === to) return { refuse: reason('is-so-already', its) };
    if (value !== from) return { refuse: reason('other-value', { ...its, found: line(value, 100) }) };
    return {
      intends: `Set key ${key} from ${line(from, 100)} to ${line(to, 100)}.`,
      before: { value },
      evidence: { tag },
      pin: { tag, value },
    };
  },

  change: async (its, { pin }, send) => {
    await set(its, its.to, pin.tag, send);
    return { did: `Set key ${its.key} to ${line(its.to, 100)}.`, after: { value: its.to } };
  },

  restore: {
    values: ({ value }, { to }) => ({ before: { value }, wrote: { value: to } }),
    look: async (its, read) => {
      const found = await find(its, read);
      return found?.value === undefined ? undefined : { value: found.value };
    },
    putBack: async (its, { before, wrote }, { send, read }) => {
      const found = await find(its, read);
      if (!found || found.value !== wrote['value']) throw new Error('the key changed while it was read');
      await set(its, String(before['value']), found.tag, send);
      return {
        did: `Set key ${its.key} back to ${line(String(before['value']), 100)}.`,
        after: { ...before },
      };
    },
  },
});
