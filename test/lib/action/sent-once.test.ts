import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { isDefiniteNo } from '#action/definite-no';
import { sentOnce } from '#action/run/action-lambda';
import { type Answer, answering } from '#test/support/answering';

function sending(...answers: readonly Answer[]) {
  const { settings, sent } = answering(...answers);
  const client = new ECSClient({ ...sentOnce, ...settings });
  return { send: () => client.send(new UpdateServiceCommand({ service: 'web' })), sent };
}

const throttled = { status: 400, error: 'ThrottlingException' };

test('a throttled request is sent again, since it did nothing', async () => {
  const { send, sent } = sending(throttled, { status: 200 });
  await send();
  expect(sent()).toBe(2);
});

test('a request that stays throttled is given up after three, and is a definite no', async () => {
  const { send, sent } = sending(throttled, throttled, throttled, { status: 200 });
  const error = await send().catch((thrown: unknown) => thrown);
  expect(isDefiniteNo(error)).toBe(true);
  expect(sent()).toBe(3);
});

test.each<[string, Answer, boolean]>([
  ['that AWS denies', { status: 400, error: 'AccessDeniedException' }, true],
  ['that is not valid', { status: 400, error: 'InvalidParameterException' }, true],
  ['that AWS failed at', { status: 500, error: 'ServerException' }, false],
  ['that AWS was not there for', { status: 503, error: 'ServiceUnavailable' }, false],
  ['whose answer was lost', 'lost', false],
])('a request %s is sent once', async (_, answer, isNo) => {
  const { send, sent } = sending(answer, { status: 200 });
  const error = await send().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(isDefiniteNo(error)).toBe(isNo);
  expect(sent()).toBe(1);
});

test.each(['RequestTimeout', 'RequestAbortedException'])(
  '%s is none, though it has a status of a no: AWS may have begun',
  (name) => {
    expect(isDefiniteNo({ name, $metadata: { httpStatusCode: 400 } })).toBe(false);
  },
);

test.each([
  ['EC2 throttles with 503', { name: 'RequestLimitExceeded', $metadata: { httpStatusCode: 503 } }, true],
  [
    'anything else with 503 is open',
    { name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } },
    false,
  ],
  ['an error without an answer is open', new Error('socket hang up'), false],
])('%s', (_, error, isNo) => {
  expect(isDefiniteNo(error)).toBe(isNo);
});
