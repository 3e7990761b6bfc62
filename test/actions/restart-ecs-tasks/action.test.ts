import action from '#actions/restart-ecs-tasks/action';

const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
const storefront = { cluster: 'demo', service: 'storefront' };
const problems = (parameters: unknown) =>
  action.parameters.safeParse(parameters).error?.issues.map((issue) => issue.message) ?? [];
const granted = (parameters: Parameters<typeof action.permissions>[0]) =>
  action.permissions(parameters, place).flatMap((permission) => permission.actions);

describe('the parameters of restart-ecs-tasks', () => {
  test.each(['*', 'demo/*', 'arn:aws:ecs:eu-central-1:111122223333:cluster/demo', '', 'a'.repeat(256)])(
    'reject %p as a name, which could widen an ARN',
    (name) => {
      expect(problems({ ...storefront, cluster: name })).toEqual([
        expect.stringContaining('must be an ECS name'),
      ]);
      expect(problems({ ...storefront, service: name })).toEqual([
        expect.stringContaining('must be an ECS name'),
      ]);
    },
  );

  test('reject an unknown key, naming it and the known ones', () => {
    expect(problems({ ...storefront, minHealthy: 1 })).toEqual([
      'minHealthy: not known here; expected cluster, service, restart, minimumHealthy',
    ]);
  });

  test('say what is missing', () => {
    expect(problems({})).toEqual([
      'cluster has to be a text: the name of the ECS cluster',
      'service has to be a text: the name of the ECS service',
    ]);
  });

  test('reject a way of restarting that does not exist, and half a task', () => {
    expect(problems({ ...storefront, restart: 'all' })).toEqual(['must be rolling or unhealthy-tasks-only']);
    expect(problems({ ...storefront, minimumHealthy: 0.5 })).toEqual(['must be a whole number of tasks']);
  });

  test('take cluster and service alone', () => {
    expect(problems(storefront)).toEqual([]);
  });
});

describe('what restart-ecs-tasks may touch', () => {
  test('is the one service', () => {
    expect(action.targets(storefront, place)).toEqual([
      'arn:aws:ecs:eu-central-1:111122223333:service/demo/storefront',
    ]);
  });

  test('never includes stopping tasks for a rolling restart, nor deploying for unhealthy tasks only', () => {
    expect(granted(storefront)).not.toContain('ecs:StopTask');
    expect(granted({ ...storefront, restart: 'unhealthy-tasks-only' })).not.toContain('ecs:UpdateService');
  });

  test('is an exact ARN wherever ECS knows one, and bound to the cluster elsewhere', () => {
    const [service, tasks, definition, list] = action.permissions(storefront, place);
    expect(service).toEqual({
      actions: ['ecs:DescribeServices', 'ecs:UpdateService'],
      resources: ['arn:aws:ecs:eu-central-1:111122223333:service/demo/storefront'],
    });
    const inDemo = { ArnEquals: { 'ecs:cluster': 'arn:aws:ecs:eu-central-1:111122223333:cluster/demo' } };
    expect(tasks).toMatchObject({
      resources: ['arn:aws:ecs:eu-central-1:111122223333:task/demo/*'],
      conditions: inDemo,
    });
    expect(definition).toMatchObject({ actions: ['ecs:DescribeTaskDefinition'], resources: ['*'] });
    expect(list).toMatchObject({
      actions: ['ecs:ListTasks'],
      resources: ['*'],
      conditions: inDemo,
      anyResourceBecause: expect.any(String),
    });
  });

  test('follows a pattern of allowed services', () => {
    expect(action.permissions({ ...storefront, service: 'store*' }, place)[0]?.resources).toEqual([
      'arn:aws:ecs:eu-central-1:111122223333:service/demo/store*',
    ]);
  });
});
