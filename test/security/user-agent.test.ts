import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import type { Context } from 'aws-lambda';
import { onBehalfOf, withUserAgent } from '#core/aws/on-behalf';
import { variables } from '#core/aws/variables';
import { deployedFiles } from '../support/imports.ts';
import { hushed } from '../support/scenes.ts';

hushed();

/** What arrives at AWS's end of the wire. */
interface Arrived {
  readonly target: string;
  readonly userAgent: string;
}

const incident = '20260301-0300-ea418c51';
const execution = 'arn:aws:states:eu-central-1:111122223333:execution:nightshift-shop:one';
let server: Server;
let arrived: Arrived[];
let settings: {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};

/** The incident as DynamoDB would answer, with one step on an ECS service. */
const stored = {
  sk: { S: 'INCIDENT' },
  id: { S: incident },
  execution: { S: execution },
  answer: { S: 'act' },
  pageBy: { S: '2999-01-01T00:00:00.000Z' },
  step: { N: '0' },
  runbook: { M: { id: { S: 'shop' }, recovered: { M: { holdForSeconds: { N: '60' } } } } },
  alarm: { M: { arn: { S: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:it' }, name: { S: 'it' } } },
  plan: {
    L: [
      {
        M: {
          action: { S: 'restart-ecs-tasks' },
          title: { S: 'Restart' },
          parameters: { M: { cluster: { S: 'shop' }, service: { S: 'web' } } },
          targets: { L: [{ S: 'arn:aws:ecs:eu-central-1:111122223333:service/shop/web' }] },
          timeoutSeconds: { N: '30' },
        },
      },
    ],
  },
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const { 'x-amz-target': target = request.url, 'user-agent': userAgent = '' } = request.headers;
    arrived.push({ target: String(target), userAgent });
    const known = String(target).endsWith('.Query');
    response.writeHead(known ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(known ? { Items: [stored] } : { __type: 'AccessDeniedException' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  settings = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' },
  };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  arrived = [];
});

const call = (client: ECSClient) =>
  client.send(new DescribeServicesCommand({ cluster: 'shop', services: ['web'] })).catch(() => {});

test('a call on behalf of an incident names it, whatever else runs at the same time', async () => {
  const client = withUserAgent(new ECSClient(settings));
  await Promise.all(['first', 'second'].map((id) => onBehalfOf(id, () => call(client))));
  await call(client);
  const named = arrived.map(({ userAgent }) => userAgent.match(/ nightshift\/(\S+)/)?.[1]);
  expect(named.map(String).sort()).toEqual(['first', 'second', 'undefined']);
  expect(arrived.every(({ userAgent }) => userAgent.startsWith('aws-sdk-js/'))).toBe(true);
});

test('an id from a hostile hand stays one word of the header', async () => {
  await onBehalfOf('x y\r\nX-Evil: 1', () => call(withUserAgent(new ECSClient(settings))));
  expect(arrived.map(({ userAgent }) => userAgent)).toEqual([
    expect.stringMatching(/ nightshift\/x-y--X-Evil:?-+1$/),
  ]);
});

test('every AWS call that an action makes names its incident: table, alarm and service', async () => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: settings.endpoint,
    AWS_REGION: settings.region,
    AWS_ACCESS_KEY_ID: 'made-up',
    AWS_SECRET_ACCESS_KEY: 'made-up',
    [variables.table]: 'incidents',
  });
  const { handler } = await import('#actions/restart-ecs-tasks/handler');
  const allowed = { cluster: 'shop', service: 'web' };
  const input = { contract: 1, execution, incident, step: 1, dryRun: false, allowed };
  await handler(input, { functionName: 'it' } as Context).catch(() => {});

  const services = arrived.map(({ target }) => target.split(/[_.]/)[0]);
  expect(services).toEqual(expect.arrayContaining(['DynamoDB', 'AmazonEC2ContainerServiceV20141113']));
  expect(arrived.length).toBeGreaterThan(3);
  expect(arrived.filter(({ userAgent }) => !userAgent.includes(` nightshift/${incident}`))).toEqual([]);
});

test('no Lambda makes a client without the incident in its user agent', () => {
  const made = deployedFiles().flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(\w+\()?new [A-Z]\w*Client\(/g)].map(
      ([, around = '']) => `${file}: ${around}`,
    ),
  );
  expect(made.length).toBeGreaterThan(8);
  expect(made.filter((one) => !one.endsWith(': withUserAgent('))).toEqual([]);
});
