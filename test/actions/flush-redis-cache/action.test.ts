import action from '#actions/flush-redis-cache/action';

const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
const carts = { cache: 'sessions', keys: 'cart:*' };
const secret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/sessions-a1B2c3';
const problems = (parameters: unknown) =>
  action.parameters.safeParse(parameters).error?.issues.map((issue) => issue.message) ?? [];

describe('the parameters of flush-redis-cache', () => {
  test.each(['*', '**', '?*', '*?'])('reject the pattern %p, which is everything', (keys) => {
    expect(problems({ ...carts, keys })).toEqual([expect.stringContaining("say 'all' if that is meant")]);
  });

  test('never take missing or empty keys for everything', () => {
    expect(problems({ cache: 'sessions' })).toEqual([
      "keys has to be a text: 'all', or a pattern such as cart:*",
    ]);
    expect(problems({ ...carts, keys: '' })).toEqual([
      expect.stringContaining('an empty value does not mean all keys'),
    ]);
  });

  test.each(['cart:*', '*:cart', 'cart:[0-9]*', '[a-b]*', 'one-key', 'all', String.raw`\*`])(
    'take %p',
    (keys) => {
      expect(problems({ ...carts, keys })).toEqual([]);
    },
  );

  test.each(['*', 'Sessions', 'sessions-', 'replicationgroup:sessions', 's'.repeat(41)])(
    'reject %p as a cache',
    (cache) => {
      expect(problems({ ...carts, cache })).toEqual([
        expect.stringContaining('must be a replication group name'),
      ]);
    },
  );

  test.each(['hunter2', 'shop/sessions', `${secret.slice(0, -7)}`, `${secret}*`, '*'])(
    'reject %p as a secret: a password does not belong in a runbook, and a partial ARN grants nothing',
    (passwordSecret) => {
      expect(problems({ ...carts, passwordSecret })).toEqual([
        expect.stringContaining('must be the full ARN'),
      ]);
    },
  );

  test('reject an unknown key, naming it', () => {
    expect(problems({ ...carts, password: 'x' })).toEqual([
      expect.stringMatching(/^password: not known here/),
    ]);
  });
});

describe('what flush-redis-cache may touch', () => {
  test('is the one replication group', () => {
    expect(action.targets(carts, place)).toEqual([
      'arn:aws:elasticache:eu-central-1:111122223333:replicationgroup:sessions',
    ]);
  });

  test('includes no secret unless one is named', () => {
    const group = {
      actions: ['elasticache:DescribeReplicationGroups'],
      resources: ['arn:aws:elasticache:eu-central-1:111122223333:replicationgroup:sessions'],
    };
    expect(action.permissions(carts, place)).toEqual([group]);
    expect(action.permissions({ ...carts, passwordSecret: secret }, place)).toEqual([
      group,
      { actions: ['secretsmanager:GetSecretValue'], resources: [secret] },
    ]);
  });
});
