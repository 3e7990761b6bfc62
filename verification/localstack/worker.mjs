// Runs one function's handler in this process, and speaks LocalStack's protocol between a runtime and its gateway.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { env } = process;
const gateway = env.LOCALSTACK_RUNTIME_ENDPOINT;
const limit = Number(env.AWS_LAMBDA_FUNCTION_TIMEOUT) * 1000;

const post = (path, body) =>
  fetch(gateway + path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });

const errorOf = (error) => ({
  errorMessage: String(error?.message ?? error),
  errorType: error?.name ?? 'Error',
  requestId: '',
  stackTrace: (error?.stack ?? '').split('\n').slice(0, 12),
});

async function load() {
  const dot = env._HANDLER.lastIndexOf('.');
  const base = join(env.LAMBDA_TASK_ROOT, env._HANDLER.slice(0, dot));
  const file = ['.mjs', '.js', '.cjs'].map((ending) => base + ending).find((path) => existsSync(path));
  const handler = file && (await import(pathToFileURL(file)))[env._HANDLER.slice(dot + 1)];
  if (!handler) throw new Error(`${env._HANDLER} is not there or not exported`);
  return handler;
}

const contextOf = (message, from) => ({
  awsRequestId: message['invoke-id'],
  functionName: env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
  invokedFunctionArn: message['invoked-function-arn'],
  memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
  getRemainingTimeInMillis: () => limit - (Date.now() - from),
});

async function answer(handler, message) {
  const id = message['invoke-id'];
  const late = setTimeout(async () => {
    const errorMessage = `Task timed out after ${limit / 1000}.00 seconds`;
    await post(`/invocations/${id}/error`, { errorType: 'Sandbox.Timedout', errorMessage });
    process.exit(1);
  }, limit);
  const [path, body] = await handler(
    JSON.parse(message.payload || '{}'),
    contextOf(message, Date.now()),
  ).then(
    (result) => ['response', JSON.stringify(result ?? null)],
    (error) => ['error', errorOf(error)],
  );
  clearTimeout(late);
  await post(`/invocations/${id}/logs`, { logs: '' });
  await post(`/invocations/${id}/${path}`, body);
}

const handler = await load().catch(async (error) => {
  console.error(error);
  await post(`/status/${env.LOCALSTACK_RUNTIME_ID}/error`, errorOf(error));
  process.exit(1);
});
createServer((request, response) => {
  let text = '';
  request.on('data', (part) => {
    text += part;
  });
  request.on('end', () => {
    response.end('{}');
    void answer(handler, JSON.parse(text));
  });
}).listen(Number(env.WORKER_PORT), '127.0.0.1', () =>
  post(`/status/${env.LOCALSTACK_RUNTIME_ID}/ready`, '{}'),
);
