import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectRedis, type Redis } from '../emulator/redis.ts';
import { type Configuration, type Fault, taskVariables } from './task-messages.ts';

/**
 * A task of a demo service, or an instance of its database: a small HTTP server in its own process. Its parent
 * listens for the port and may tell it to break.
 */

const service = process.env[taskVariables.service] ?? 'unnamed';
const redisPort = process.env[taskVariables.redisPort];
const workMilliseconds = Number(process.env[taskVariables.work] ?? 0);
const configuration = (): Configuration =>
  JSON.parse(readFileSync(process.env[taskVariables.configuration] ?? '', 'utf8'));

let failUntil = 0;
let refusesWrites = false;
let writes = 0;
let slowMilliseconds = 0;
let worked: Promise<void> = Promise.resolve();
let redis: Promise<Redis> | undefined;

process.on('disconnect', () => process.exit(0));
process.on('message', (message) => breakAs(message as Fault));

if (configuration().startup === 'crash') {
  console.error(`${service}: the start-up script is missing`);
  process.exit(1);
}

const server = createServer(async (request, response) => {
  if (workMilliseconds > 0) await turnOf(response);
  const trouble = await troubleWith(request).catch((error: unknown) => String(error));
  response.writeHead(trouble === undefined ? 200 : 500, {
    connection: 'close',
    'content-type': 'text/plain',
  });
  response.end(trouble ?? `${service} ${writes}\n`);
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));

/** One request at a time, like a single thread; skips requests whose caller is gone. */
function turnOf(response: ServerResponse): Promise<void> {
  worked = worked.then(() => (response.destroyed ? undefined : sleep(workMilliseconds)));
  return worked;
}

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

function breakAs(fault: Fault): void {
  if (fault.fault === 'fail') failUntil = Date.now() + fault.milliseconds;
  if (fault.fault === 'refuse-writes') refusesWrites = true;
  if (fault.fault === 'slow-recommendations') slowMilliseconds = fault.milliseconds;
  if (fault.fault === 'hang') standStill();
}

/** Blocks the event loop without spinning a core, until the sandbox exits. */
function standStill(): never {
  const parent = process.ppid;
  const never = new Int32Array(new SharedArrayBuffer(4));
  while (process.ppid === parent) Atomics.wait(never, 0, 0, 1_000);
  process.exit(1);
}

/** Why this request gets a 500; undefined if it succeeds. */
async function troubleWith(request: IncomingMessage): Promise<string | undefined> {
  if (Date.now() < failUntil) return 'the price service timed out';
  if (configuration().template === 'half') return 'unexpected end of template';
  if (slowMilliseconds > 0 && configuration().flags?.['recommendations']) await sleep(slowMilliseconds);
  if (request.method === 'POST' && refusesWrites) return 'the writer takes no writes';
  if (request.method === 'POST') writes += 1;
  if (redisPort === undefined) return undefined;
  redis ??= connectRedis(Number(redisPort));
  const customer = new URL(request.url ?? '/', 'http://localhost').searchParams.get('customer') ?? '1';
  const cart = await (await redis).get(`cart:${customer}`);
  // A half-written cart throws here, as it would in any shop.
  if (cart !== null) JSON.parse(cart);
  return undefined;
}
