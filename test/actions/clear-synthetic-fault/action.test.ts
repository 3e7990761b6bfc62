import action from '#actions/clear-synthetic-fault/action';

const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };

describe('clearing the synthetic fault', () => {
  test('touches the synthetic alarm of one environment', () => {
    expect(action.targets({ environment: 'production' }, place)).toEqual([
      'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:nightshift-production-synthetic',
    ]);
  });

  test('may publish to the namespace of the synthetic fault only', () => {
    expect(action.permissions({ environment: 'production' }, place)).toEqual([
      {
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': 'Nightshift/Synthetic' } },
        anyResourceBecause: expect.any(String),
      },
    ]);
  });

  test.each([
    ['nothing', {}],
    ['a pattern', { environment: 'prod*' }],
    ['another key', { environment: 'production', value: 1 }],
  ])('takes no %s for its parameters', (_, parameters) => {
    expect(action.parameters.safeParse(parameters).success).toBe(false);
  });
});
