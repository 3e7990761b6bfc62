import { actions } from '#action/register';
import type { Symptom } from '#core/action/fits';

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
    aSymptom('AWS/RDS', 'SwapUsage', 'above', { instance: { instance: 'orders', hasStandby: false } }),
  ],
  [
    'fail-over-rds-instance',
    aSymptom('AWS/RDS', 'FreeableMemory', 'below', { instance: { instance: 'orders', hasStandby: true } }),
  ],
  ['flush-redis-cache', aSymptom('AWS/ElastiCache', 'Evictions', 'above', { cache: 'sessions' })],
];

test.each(suited)('%s suits an alarm, with parameters that its own schema takes', (id, symptom) => {
  const action = actions[id];
  const fit = action?.fits?.(symptom);
  if (!action || !fit) throw new Error(`${id} does not suit it`);
  // What a person is asked for is not there yet.
  const answered = Object.fromEntries(Object.keys(fit.asks ?? {}).map((name) => [name, 'cart:*']));
  expect(action.parameters.safeParse({ ...fit.parameters, ...answered }).error?.issues).toBeUndefined();
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
