import { actions } from '#action/register';
import type { Symptom } from '#core/action/fits';
import { answerTo } from './account.ts';

const service = { cluster: 'shop', service: 'web' };

const aSymptom = (
  namespace: string,
  metric: string,
  fires: Symptom['fires'],
  behind: Symptom['behind'],
): Symptom => ({ namespace, metrics: [metric], fires, dimensions: {}, behind });

/** A symptom that each action suits. */
const suited: ReadonlyArray<readonly [string, Symptom]> = [
  ['restart-ecs-tasks', aSymptom('AWS/ECS', 'MemoryUtilization', 'above', { service })],
  ['restart-ecs-tasks', aSymptom('AWS/ApplicationELB', 'HealthyHostCount', 'below', { service })],
  ['roll-back-ecs-service', aSymptom('Shop/Web', 'Errors', 'above', { service })],
  [
    'roll-back-lambda-alias',
    aSymptom('AWS/Lambda', 'Errors', 'above', { function: { function: 'mailer', alias: 'live' } }),
  ],
  [
    'roll-back-lambda-alias',
    aSymptom('AWS/SQS', 'ApproximateAgeOfOldestMessage', 'above', {
      function: { function: 'mailer', alias: 'live' },
    }),
  ],
  [
    'redrive-dead-letters',
    aSymptom('AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'above', {
      deadLetters: { deadLetterQueue: 'mail-dlq', queue: 'mail', consumerAlarm: 'mailer-errors' },
    }),
  ],
  ['fail-over-aurora-cluster', aSymptom('AWS/RDS', 'CommitLatency', 'above', { auroraCluster: 'orders' })],
  [
    'reboot-rds-instance',
    aSymptom('AWS/RDS', 'SwapUsage', 'above', {
      instance: { instance: 'orders', hasStandby: false, growsItself: false },
    }),
  ],
  [
    'fail-over-rds-instance',
    aSymptom('AWS/RDS', 'FreeableMemory', 'below', {
      instance: { instance: 'orders', hasStandby: true, growsItself: true },
    }),
  ],
  ['scale-out-ecs-service', aSymptom('AWS/ECS', 'CPUUtilization', 'above', { service })],
  ['scale-out-ecs-service', aSymptom('AWS/ApplicationELB', 'RequestCountPerTarget', 'above', { service })],
  ['scale-out-asg', aSymptom('AWS/EC2', 'CPUUtilization', 'above', { autoScalingGroup: 'render-farm' })],
  [
    'reboot-ec2-instance',
    aSymptom('AWS/EC2', 'StatusCheckFailed_Instance', 'above', { ec2Instance: 'i-0123456789abcdef0' }),
  ],
  [
    'raise-lambda-concurrency',
    aSymptom('AWS/Lambda', 'Throttles', 'above', { function: { function: 'mailer', alias: 'live' } }),
  ],
  ['raise-dynamodb-capacity', aSymptom('AWS/DynamoDB', 'ReadThrottleEvents', 'above', { table: 'carts' })],
  ['raise-dynamodb-capacity', aSymptom('AWS/DynamoDB', 'WriteThrottleEvents', 'above', { table: 'carts' })],
  [
    'grow-storage',
    aSymptom('AWS/RDS', 'FreeStorageSpace', 'below', {
      instance: { instance: 'orders', hasStandby: true, growsItself: false },
    }),
  ],
  ['flush-redis-cache', aSymptom('AWS/ElastiCache', 'Evictions', 'above', { cache: 'sessions' })],
];

test.each(suited)('%s suits an alarm, with parameters that its own schema takes', (id, symptom) => {
  const action = actions[id];
  const fit = action?.fits?.(symptom);
  if (!action || !fit) throw new Error(`${id} does not suit it`);
  // What a person is asked for is not there yet.
  const answered = Object.fromEntries(Object.keys(fit.asks ?? {}).map((name) => [name, answerTo(name)]));
  expect(action.parameters.safeParse({ ...answered, ...fit.parameters }).error?.issues).toBeUndefined();
});

test.each(suited)(
  '%s suits no alarm on the other side of its limit, or with nothing behind it',
  (id, symptom) => {
    const fits = actions[id]?.fits;
    expect(fits?.({ ...symptom, behind: {} })).toBeUndefined();
    expect(fits?.({ ...symptom, fires: symptom.fires === 'above' ? 'below' : 'above' })).toBeUndefined();
  },
);

test('every action that proposes itself is tried here', () => {
  const withFits = Object.values(actions).filter(({ fits }) => fits !== undefined);
  expect([...new Set(suited.map(([id]) => id))].sort()).toEqual(withFits.map(({ id }) => id).sort());
});

describe('no action suits', () => {
  const offered = (symptom: Symptom) =>
    Object.values(actions).flatMap(({ id, fits }) => (fits?.(symptom) ? id : []));

  test('a database whose storage grows by itself', () => {
    const instance = { instance: 'orders', hasStandby: true, growsItself: true };
    expect(offered(aSymptom('AWS/RDS', 'FreeStorageSpace', 'below', { instance }))).toEqual([]);
  });

  test('a failed check of the host, which a reboot keeps', () => {
    const behind = { ec2Instance: 'i-0123456789abcdef0' };
    expect(offered(aSymptom('AWS/EC2', 'StatusCheckFailed_System', 'above', behind))).toEqual([]);
  });

  test('a sum of throttled reads and writes, which says of neither that it lacks capacity', () => {
    const both = aSymptom('AWS/DynamoDB', 'ReadThrottleEvents', 'above', { table: 'carts' });
    expect(offered({ ...both, metrics: [...both.metrics, 'WriteThrottleEvents'] })).toEqual([]);
  });
});
