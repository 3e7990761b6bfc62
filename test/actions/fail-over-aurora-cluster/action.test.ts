import action from '#actions/fail-over-aurora-cluster/action';

const place = { partition: 'aws-cn', region: 'cn-north-1', account: '111122223333' };
const problems = (parameters: unknown) =>
  action.parameters.safeParse(parameters).error?.issues.map((issue) => issue.message) ?? [];

describe('the parameters of fail-over-aurora-cluster', () => {
  test.each(['*', 'Orders', 'orders-', 'or--ders', '1orders', 'cluster:orders', 'o'.repeat(64)])(
    'reject %p as a cluster',
    (cluster) => {
      expect(problems({ cluster })).toEqual([expect.stringContaining('must be a DB cluster identifier')]);
    },
  );

  test('reject a distance that RDS could not answer for', () => {
    expect(problems({ cluster: 'orders', minimumMinutesSinceLastFailover: 20_161 })).toEqual([
      'must be at most 20160 minutes: RDS remembers events for 14 days',
    ]);
    expect(problems({ cluster: 'orders', minimumMinutesSinceLastFailover: 0 })).toEqual([
      'must be at least 1 minute',
    ]);
  });

  test('reject an unknown key, naming it', () => {
    expect(problems({ cluster: 'orders', target: 'orders-b' })).toEqual([
      expect.stringMatching(/^target: not known/),
    ]);
  });

  test('take a cluster alone, one of a single letter too', () => {
    expect(problems({ cluster: 'orders-2' })).toEqual([]);
    expect(problems({ cluster: 'o' })).toEqual([]);
  });
});

describe('what fail-over-aurora-cluster may touch', () => {
  test('is the one cluster', () => {
    expect(action.targets({ cluster: 'orders' }, place)).toEqual([
      'arn:aws-cn:rds:cn-north-1:111122223333:cluster:orders',
    ]);
  });

  test('may change the cluster only, and says why what it reads is wider', () => {
    const [cluster, ...reads] = action.permissions({ cluster: 'orders' }, place);
    expect(cluster).toEqual({
      actions: ['rds:DescribeDBClusters', 'rds:FailoverDBCluster'],
      resources: ['arn:aws-cn:rds:cn-north-1:111122223333:cluster:orders'],
    });
    expect(reads.flatMap((read) => read.actions)).toEqual([
      'rds:DescribeDBInstances',
      'rds:DescribeEvents',
      'rds:FailoverDBCluster',
    ]);
    for (const read of reads) expect(read.anyResourceBecause).toBeTruthy();
  });
});
