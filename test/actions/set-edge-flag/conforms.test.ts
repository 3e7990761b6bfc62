import kit from '#actions/set-edge-flag/calls';
import world, { example as parameters } from '#actions/set-edge-flag/world';
import { conforms } from '#testing/conforms';
import type { Aws } from '#testing/world/aws/aws';

const { store, key, to } = parameters;
const set =
  (value: string | undefined, its = key) =>
  ({ keyValues }: Aws) =>
    keyValues.set(store, its, value);
const keys = ({ keyValues }: Aws) => Object.fromEntries(keyValues.store(store).keys);

conforms(test, kit, world, {
  parameters,
  does: (calls, aws) => {
    expect(calls.map(({ command, input }) => [command, input])).toEqual([
      ['UpdateKeys', { KvsARN: store, IfMatch: 'tag-1', Puts: [{ Key: key, Value: to }] }],
    ]);
    expect(keys(aws)).toEqual({ [key]: to, other: 'on' });
  },
  never: {
    'no-such-store': ({ keyValues }) => keyValues.remove(store),
    'no-such-key': set(undefined),
  },
  refuses: {
    'not-ready': ({ keyValues }) => void Object.assign(keyValues.store(store), { status: 'PROVISIONING' }),
    'is-so-already': set(to),
    'other-value': set('for staff only'),
  },
  meanwhile: {
    'somebody sets it': { world: set(to), code: 'is-so-already' },
    'somebody sets another key': { world: set('off', 'other'), code: 'changed-meanwhile' },
  },
  restores: {
    does: (calls, aws) => {
      expect(calls.map(({ input }) => input['IfMatch'])).toEqual(['tag-2']);
      expect(keys(aws)).toEqual({ [key]: 'on', other: 'on' });
    },
    strangers: { 'somebody sets another value': set('for staff only') },
    putBackByOthers: set('on'),
    gone: set(undefined),
  },
});
