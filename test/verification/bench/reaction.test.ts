import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nameOf, startRecorder } from '#verification/bench/reaction/recorder';
import { type Call, hopsOf, roundsOf, type Way } from '#verification/bench/reaction/trail';

const call = (name: string, at: number, until: number): Call => ({ name, userAgent: '', at, until });
const invocation = (at: number, ready: number, until: number) => ({
  function: 'any',
  cold: ready > at,
  at,
  ready,
  until,
});

describe('the rounds of calls', () => {
  const namesOf = (calls: readonly Call[]) => roundsOf(calls).map((round) => round.map(({ name }) => name));

  it('put those side by side that are sent before any of them is answered', () => {
    expect(namesOf([call('a', 0, 10), call('b', 1, 4), call('c', 3, 9)])).toEqual([['a', 'b', 'c']]);
  });

  it('put one that waited for another after it', () => {
    expect(
      namesOf([call('a', 0, 10), call('b', 0, 4), call('after b', 5, 6), call('after all', 12, 13)]),
    ).toEqual([['a', 'b'], ['after b'], ['after all']]);
  });

  it('are in the order of sending, whatever order they were recorded in', () => {
    expect(namesOf([call('second', 5, 6), call('first', 0, 4)])).toEqual([['first'], ['second']]);
  });

  it('of no calls are none', () => {
    expect(roundsOf([])).toEqual([]);
  });
});

describe('what the time was spent on', () => {
  const way: Way = {
    event: 100,
    remediation: 190,
    stops: [
      {
        name: 'Admit',
        invocation: invocation(110, 120, 150),
        calls: [call('a', 125, 130), call('b', 131, 145)],
      },
      { name: 'action', invocation: invocation(155, 155, 200), calls: [call('c', 160, 170)] },
    ],
  };

  it('is told without a gap, from the event to the remediation call', () => {
    expect(hopsOf(way)).toEqual([
      { name: 'event → Admit invoked', ms: 10 },
      { name: 'Admit: its worker starts', ms: 10 },
      { name: 'Admit: to its first call', ms: 5 },
      { name: 'Admit: its calls', ms: 20 },
      { name: 'Admit → action invoked', ms: 10 },
      { name: 'action: its worker starts', ms: 0 },
      { name: 'action: to its first call', ms: 5 },
      { name: 'action: its calls', ms: 30 },
    ]);
  });

  it('adds up to the whole way', () => {
    expect(hopsOf(way).reduce((sum, { ms }) => sum + ms, 0)).toBe(way.remediation - way.event);
  });

  it('of a Lambda whose first call is the remediation ends with that call', () => {
    const bare = {
      event: 0,
      remediation: 30,
      stops: [{ name: 'Lambda', invocation: invocation(10, 12, 40), calls: [] }],
    };
    expect(hopsOf(bare).map(({ ms }) => ms)).toEqual([10, 2, 18]);
  });
});

describe('the recorder', () => {
  const noBody = Buffer.from('');

  it.each([
    ['JSON', { headers: { 'x-amz-target': 'DynamoDB_20120810.Query' }, url: '/' }, noBody, 'Query'],
    [
      'CBOR',
      { headers: {}, url: '/service/GraniteServiceVersion20100801/operation/DescribeAlarms' },
      noBody,
      'DescribeAlarms',
    ],
    [
      'query',
      { headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }, url: '/' },
      Buffer.from('Action=Publish&Version=1'),
      'Publish',
    ],
    ['REST', { headers: {}, url: '/schedules/incident-1?a=b' }, noBody, 'POST /schedules'],
  ])('names a call in the %s protocol', (_, request, body, name) => {
    expect(nameOf({ method: 'POST', ...request }, body)).toBe(name);
  });

  it('passes a call on as it is, and its answer back', async () => {
    const server = createServer((request, response) => {
      response.writeHead(418, { 'x-heard': `${request.method} ${request.headers['user-agent']}` });
      request.pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const recorder = await startRecorder();
    recorder.passOnTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    try {
      const answer = await fetch(recorder.endpoint, {
        method: 'POST',
        body: 'hello',
        headers: { 'user-agent': 'me' },
      });
      expect(answer.status).toBe(418);
      expect(answer.headers.get('x-heard')).toBe('POST me');
      expect(await answer.text()).toBe('hello');
      expect(recorder.calls).toEqual([expect.objectContaining({ name: 'POST /', userAgent: 'me' })]);
    } finally {
      recorder.close();
      server.close();
      server.closeAllConnections();
    }
  });
});
