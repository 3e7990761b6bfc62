import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { isDefiniteNo } from '#action/definite-no';
import { sentOnce } from '#action/run/action-lambda';

type Answer = { readonly status: number; readonly error?: string } | 'lost';

/** A real client whose requests are answered in turn; how many were sent. */
function answering(...answers: readonly Answer[]) {
  let sent = 0;
  const handle = async () => {
    const answer = answers[sent++];
    if (answer === undefined || answer === 'lost')
      throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    const body = new TextEncoder().encode(JSON.stringify(answer.error ? { __type: answer.error } : {}));
    return { response: { statusCode: answer.status, headers: {}, body, reason: '' } };
  };
  const client = new ECSClient({
    ...sentOnce,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: { handle } as never,
    // The answers are JSON, whatever the client would rather speak.
    streamCollector: async (stream: Uint8Array) => stream,
  });
  return { send: () => client.send(new UpdateServiceCommand({ service: 'web' })), sent: () => sent };
}

const throttled = { status: 400, error: 'ThrottlingException' };

test('a throttled request is sent again, since it did nothing', async () => {
  const { send, sent } = answering(throttled, { status: 200 });
  await send();
  expect(sent()).toBe(2);
});

test('a request that stays throttled is given up after three, and is a definite no', async () => {
  const { send, sent } = answering(throttled, throttled, throttled, { status: 200 });
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
  const { send, sent } = answering(answer, { status: 200 });
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
