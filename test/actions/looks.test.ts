import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { actions } from '#action/register';
import redis from '#actions/flush-redis-cache/look';
import { lookOf } from '#cli/doctor/looks';
import { actionExample } from '#testing/deployable';

/** A client that answers every call alike, or throws. */
function answering<Client extends object>(
  { prototype }: { readonly prototype: Client },
  answer: object,
): Client {
  const send = async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return Object.assign(Object.create(prototype) as Client, { send });
}

const failing = (name: string) => Object.assign(new Error('no'), { name });

describe('flush-redis-cache', () => {
  const group = {
    Status: 'available',
    NodeGroups: [{ PrimaryEndpoint: { Address: 'cache.test', Port: 6379 } }],
  };
  test.each([
    ['a cache that is there', { ReplicationGroups: [group] }, undefined],
    ['no cache', failing('ReplicationGroupNotFoundFault'), /there is no replication group pages/],
    [
      'a cache that asks for a password which the step does not name',
      { ReplicationGroups: [{ ...group, AuthTokenEnabled: true }] },
      /asks for a password, and the step has no passwordSecret/,
    ],
  ])('%s', async (_, answer, trouble) => {
    const parameters = { cache: 'pages', keys: 'page:*' };
    const found = await redis.trouble(parameters, answering(ElastiCacheClient, answer));
    if (trouble === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(trouble);
  });
});

test.each(Object.keys(actions).filter((id) => id !== 'clear-synthetic-fault'))(
  'the look of %s reads what its action may read, and nothing else',
  async (id) => {
    const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
    const action = actions[id];
    const look = await lookOf(id);
    const parameters = await actionExample(id);
    const granted = action?.permissions(parameters, place).flatMap((permission) => permission.actions);
    // It reads nothing of AWS.
    if (id !== 'turn-off-launchdarkly-flag') expect(look?.reads.length).toBeGreaterThan(0);
    for (const call of look?.reads ?? []) {
      expect(granted).toContain(call);
      expect(call).toMatch(/:(Describe|List|Get)/);
    }
  },
);
