import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type ChannelServices, openChannels } from '#channel/channels';
import type { ChannelUse, Kind } from '#core/channel/define-channel';
import type { Page } from '#core/page/message';

/** A request as it came over the wire. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How a receiver answers one request. */
export type Answer = (response: ServerResponse) => void;

export const answers = {
  /** As PagerDuty says it, and as Slack does at its own path. */
  accepts: (response: ServerResponse) =>
    response.req.url?.startsWith('/services/')
      ? response.writeHead(200).end('ok')
      : response.writeHead(202).end('{"status":"success"}'),
  hangs: () => {},
  /** The head at once, and then a character now and then, for ever. */
  drips: (status: number) => (response: ServerResponse) => {
    response.writeHead(status);
    const drip = setInterval(() => response.write('z'), 20);
    response.on('close', () => clearInterval(drip));
  },
  says:
    (status: number, body = '', headers: Record<string, string> = {}) =>
    (response: ServerResponse) =>
      response.writeHead(status, headers).end(body),
  /** Not HTTP at all. */
  garbage: (response: ServerResponse) => response.socket?.end('\u0000\u0001 this is no answer \r\n\r\n'),
  cut: (response: ServerResponse) => response.socket?.destroy(),
} as const;

/** A server on loopback: answers as told, one answer after the other, the last one for all that follow. */
export class Receiver {
  readonly received: Received[] = [];
  script: Answer[] = [answers.accepts];
  readonly #server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      this.received.push({ path: request.url ?? '', headers: request.headers, body });
      const [answer = answers.accepts, ...more] = this.script;
      if (more.length > 0) this.script = more;
      answer(response);
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  url(path = '/'): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  /** What was posted, as JSON. */
  json(index = 0): Record<string, unknown> {
    return JSON.parse(this.received[index]?.body ?? 'null');
  }
}

/** A receiver for the tests of a file, or of a `describe`. */
export function aReceiver(): Receiver {
  const receiver = new Receiver();
  beforeAll(() => receiver.start());
  afterAll(() => receiver.stop());
  beforeEach(() => {
    receiver.received.length = 0;
    receiver.script = [answers.accepts];
  });
  return receiver;
}

export const arnOfSecret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:nightshift/pager-a1B2c3';
export const secretValue = 'c0rrect-horse-battery-staple';

/**
 * A channel's services with real requests: no wait between two tries, and patience enough for a busy machine. Whoever tests
 * what hangs says how long to wait.
 */
export const impatient = (changes: Partial<ChannelServices> = {}): ChannelServices => ({
  snsOf: () => ({}) as ReturnType<ChannelServices['snsOf']>,
  now: () => new Date('2026-03-01T03:00:00Z'),
  memory: { recall: async () => undefined, remember: async () => {} },
  secret: async () => secretValue,
  load: ({ load }) => load(),
  fetch: globalThis.fetch,
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
  timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
  random: () => 1,
  budget: 50_000,
  oneTry: 40_000,
  firstWait: 1,
  ...changes,
});

/**
 * A channel's patience that ends at the third wait, however fast this machine is: a message is tried three times.
 * @param oneTry for one request and its answer, in milliseconds: for a server that hangs
 */
export function threeTries(
  oneTry = 40_000,
): Pick<ChannelServices, 'budget' | 'oneTry' | 'timeout' | 'sleep'> {
  const late = new AbortController();
  const budget = 50_000;
  let waits = 0;
  return {
    budget,
    oneTry,
    timeout: (milliseconds) => (milliseconds === budget ? late.signal : AbortSignal.timeout(milliseconds)),
    sleep: async () => {
      if (++waits === 3) late.abort();
      late.signal.throwIfAborted();
    },
  };
}

/** Sends over the one channel of this use. */
export function sendOver(
  use: ChannelUse,
  page: Page,
  { kind = 'page', ...changes }: Partial<ChannelServices> & { readonly kind?: Kind } = {},
): Promise<void> {
  const [channel] = Object.values(openChannels([use], impatient(changes)));
  if (!channel) throw new Error('No channel was opened');
  return channel.send({ ...page, kind });
}

/** A page as *Page on-call* writes it. */
export const aPage: Page = {
  subject: 'Nightshift: shop-5xx needs a person',
  body: [
    'shop-5xx went to ALARM at 02:58 UTC, 1 fix tried. Please take over.',
    '',
    'Why you were paged: Every step was tried, and the alarm is in ALARM.',
    '',
    '1. Restart ECS tasks: Started a rolling restart. It did not help: the alarm is in ALARM.',
    '',
    'Alarm reason: Threshold Crossed',
    'Check first: Look at the log.',
    'Execution: https://eu-central-1.console.aws.amazon.com/states/home#/v2/executions/details/one',
    'Runbook shop-errors of team-shop, incident 20260301-0258-ea418c51',
    'Key nightshift/rehearsal/20260301-0258-ea418c51',
  ].join('\n'),
  deduplicationKey: 'nightshift/rehearsal/20260301-0258-ea418c51',
  urgency: 'high',
  owner: 'team-shop',
  about: {
    incident: '20260301-0258-ea418c51',
    alarm: 'shop-5xx',
    since: '2026-03-01T02:58:00.000Z',
    runbook: 'shop-errors',
    links: [
      {
        title: 'Execution',
        url: 'https://eu-central-1.console.aws.amazon.com/states/home#/v2/executions/details/one',
      },
    ],
  },
};
