import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sentOnce } from '#action/run/action-lambda';
import { kitHandler } from '#action/runner';
import { GetFlagCommand, LaunchDarklyClient, PatchFlagCommand } from '#action/services/launchdarkly';
import {
  GetManagedResourceCommand,
  StartZonalShiftCommand,
  ZonalShiftClient,
} from '#action/services/zonal-shift';
import kit from '#actions/turn-off-launchdarkly-flag/calls';
import { example } from '#actions/turn-off-launchdarkly-flag/world';
import { onBehalfOf, withUserAgent } from '#core/aws/on-behalf';

/** A request as the other side sees it. */
interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Answer = readonly [status: number, body: object | string, headers?: Readonly<Record<string, string>>];

/** A real server on this machine, which answers one request after the other. */
let server: Server;
let answers: Answer[] = [];
let received: Received[] = [];
const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    received.push({ method, url, headers, body });
    const [status, said, more = {}] = answers.shift() ?? [500, {}];
    response.writeHead(status, { 'content-type': 'application/json', ...more });
    response.end(typeof said === 'string' ? said : JSON.stringify(said));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());
beforeEach(() => {
  [answers, received] = [[], []];
});

const flag = { host: 'none', project: 'shop', environment: 'production', flag: 'search', token: 'arn' };
const secret = async () => 'api-token';
const launchdarkly = () => new LaunchDarklyClient({ endpoint: endpoint(), secret });
const zonalShift = () =>
  new ZonalShiftClient({
    endpoint: endpoint(),
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' },
  });
const loadBalancer =
  'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop/0123456789abcdef';

describe('a client of our own', () => {
  test('reads a flag in one environment, with the token that is kept as a secret', async () => {
    answers = [[200, { environments: { production: { on: true, version: 7 } } }]];
    const found = await launchdarkly().send(new GetFlagCommand(flag));
    expect(found.environments?.['production']).toEqual({ on: true, version: 7 });
    expect(received).toMatchObject([
      {
        method: 'GET',
        url: '/api/v2/flags/shop/search?env=production',
        headers: { authorization: 'api-token' },
      },
    ]);
  });

  test('sends a semantic patch', async () => {
    answers = [[200, {}]];
    await launchdarkly().send(new PatchFlagCommand({ ...flag, kind: 'turnFlagOff', comment: 'why' }));
    expect(received[0]?.headers['content-type']).toBe(
      'application/json; domain-model=launchdarkly.semanticpatch',
    );
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      environmentKey: 'production',
      comment: 'why',
      instructions: [{ kind: 'turnFlagOff' }],
    });
  });

  test('says which incident asks', async () => {
    answers = [[200, {}]];
    const client = withUserAgent(launchdarkly());
    await onBehalfOf('20260301-0300-1a2b3c4d', () => client.send(new GetFlagCommand(flag)));
    expect(received[0]?.headers['user-agent']).toBe('nightshift nightshift/20260301-0300-1a2b3c4d');
  });

  test('asks again where the answer is that of a server in trouble, and takes the third for good', async () => {
    answers = [
      [503, 'busy'],
      [500, {}],
      [200, { archived: true }],
    ];
    expect(await launchdarkly().send(new GetFlagCommand(flag))).toEqual({ archived: true });
    answers = [
      [503, 'busy'],
      [503, 'busy'],
      [503, 'busy'],
      [200, {}],
    ];
    await expect(launchdarkly().send(new GetFlagCommand(flag))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 503 },
    });
  });

  test('sends a change once, unless it was refused by its rate', async () => {
    const client = new LaunchDarklyClient({ endpoint: endpoint(), secret, ...sentOnce });
    const patch = () => client.send(new PatchFlagCommand({ ...flag, kind: 'turnFlagOff', comment: '' }));
    answers = [
      [500, {}],
      [200, {}],
    ];
    await expect(patch()).rejects.toThrow();
    expect(received).toHaveLength(1);
    answers = [
      [429, {}],
      [200, {}],
    ];
    await patch();
    expect(received).toHaveLength(3);
  });

  test('follows nobody to another address with its token', async () => {
    answers = [[302, {}, { location: 'https://example.com/' }]];
    const client = new LaunchDarklyClient({ endpoint: endpoint(), secret, ...sentOnce });
    await expect(client.send(new GetFlagCommand(flag))).rejects.toThrow();
    expect(received).toHaveLength(1);
  });

  test('signs a request of zonal shift, and reads what the load balancer is shifted by', async () => {
    answers = [[200, { name: 'shop', appliedWeights: { 'euc1-az1': 1 }, zonalShifts: [] }]];
    const found = await zonalShift().send(
      new GetManagedResourceCommand({ resourceIdentifier: loadBalancer }),
    );
    expect(found.appliedWeights).toEqual({ 'euc1-az1': 1 });
    expect(received[0]?.url).toBe(`/managedresources/${encodeURIComponent(loadBalancer)}`);
    expect(received[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/arc-zonal-shift\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
    );
  });

  test('starts a zonal shift, and knows the error by which AWS refuses another one', async () => {
    const shift = {
      resourceIdentifier: loadBalancer,
      awayFrom: 'euc1-az1',
      expiresIn: '60m',
      comment: 'why',
    };
    answers = [
      [201, { zonalShiftId: '1', expiryTime: 1_772_344_800 }],
      [409, { message: 'one is active' }, { 'x-amzn-errortype': 'ConflictException:http://internal' }],
    ];
    expect(await zonalShift().send(new StartZonalShiftCommand(shift))).toMatchObject({ zonalShiftId: '1' });
    expect(JSON.parse(received[0]?.body ?? '')).toEqual(shift);
    await expect(zonalShift().send(new StartZonalShiftCommand(shift))).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'one is active',
      $metadata: { httpStatusCode: 409 },
    });
  });
});

describe('turn-off-launchdarkly-flag, over HTTP,', () => {
  const context = {
    now: () => new Date(),
    until: '2999-01-01T00:00:00.000Z',
    attempt: '20260301-0300-1a2b3c4d-1',
  };
  const at = (on: boolean, version: number): Answer => [
    200,
    { environments: { production: { on, version } } },
  ];
  const handler = () =>
    kitHandler(kit, {
      reads: { launchdarkly: launchdarkly() },
      changes: { launchdarkly: new LaunchDarklyClient({ endpoint: endpoint(), secret, ...sentOnce }) },
    });

  test('turns it off, finds it to be ours, and turns it on again', async () => {
    const { preflight, act, taking } = handler();
    answers = [at(true, 7), at(true, 7), at(false, 8), at(false, 8), at(true, 9)];
    const look = await preflight(example, context);
    if (!('ready' in look) || !look.leased || !taking) throw new Error('not ready');
    expect(await act(example, look.seen, context)).toMatchObject({ after: { flag: 'off', version: 8 } });
    const lease = { ...look.leased, id: context.attempt, since: new Date().toISOString() };
    expect(await taking.look(example, lease, context)).toEqual(look.leased.wrote);
    expect(await taking.putBack(example, lease, context)).toMatchObject({ after: { flag: 'on' } });
    expect(received.map(({ method }) => method)).toEqual(['GET', 'GET', 'PATCH', 'GET', 'PATCH']);
  });

  test.each([
    [409, 'conflict', 'A pending approval request would conflict'],
    [400, 'invalid_request', 'ignoreConflicts is false'],
    [405, 'method_not_allowed', 'approval is required'],
  ])('is refused, and has changed nothing, at %i %s', async (status, code, message) => {
    const { preflight, act } = handler();
    answers = [at(true, 7), at(true, 7), [status, { code, message }]];
    const look = await preflight(example, context);
    if (!('ready' in look)) throw new Error('not ready');
    expect(await act(example, look.seen, context)).toMatchObject({
      reason: { code: 'refused-by-aws', facts: { error: `${code}: ${message}` } },
    });
  });

  test('knows a flag that is not there', async () => {
    answers = [[404, { code: 'not_found', message: 'Unknown feature flag key' }]];
    expect(await handler().preflight(example, context)).toMatchObject({ reason: { code: 'no-such-flag' } });
  });
});
