import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Kind } from '#core/channel/define-channel';
import { webhookPhone } from '../names.ts';
import type { PhoneMessage } from '../phones.ts';

/** Shared key: the environment's channel reads it from SSM. */
export const signingKey = 'known-to-nobody-outside-of-the-sandbox';

/** How old a signed request may be, in seconds. */
const longestAge = 300;

/** The fields of a webhook post that are read here. */
interface Posted {
  readonly kind: Kind;
  readonly subject: string;
  readonly text: string;
  readonly deduplicationKey: string;
}

/** An outage of the webhook for the pages of one alarm. */
export interface Outage {
  /** Requests that were refused or left without an answer. */
  readonly tries: () => number;
  /** When the sender gave up on the last request, in milliseconds since 1970; undefined while it waits. */
  readonly brokenOffAt: () => number | undefined;
  readonly end: () => void;
}

/**
 * A custom pager behind the webhook channel: an HTTP server on loopback that accepts signed requests, as
 * docs/channels.md tells receivers to, and can be down for one alarm while it serves the others.
 */
export class WebhookPhone {
  onPage: (message: PhoneMessage) => void = () => {};
  /** Updates on open pages; they ring nobody. */
  readonly lines: PhoneMessage[] = [];
  /** Requests whose signature was wrong. */
  forged = 0;
  readonly #server: Server;
  readonly #outages = new Map<string, { tries: number; brokenOffAt?: number }>();

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async start(stop: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    stop.addEventListener('abort', () => {
      this.#server.close();
      this.#server.closeAllConnections();
    });
  }

  /** Where it listens, once it does. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/pages`;
  }

  /** The first request about the alarm gets a 500, later ones no answer at all. */
  breakFor(alarm: string): Outage {
    const outage: { tries: number; brokenOffAt?: number } = { tries: 0 };
    this.#outages.set(alarm, outage);
    return {
      tries: () => outage.tries,
      brokenOffAt: () => outage.brokenOffAt,
      end: () => this.#outages.delete(alarm),
    };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await whole(request);
    const [, outage] = [...this.#outages].find(([alarm]) => body.includes(alarm)) ?? [];
    if (outage) {
      outage.tries += 1;
      if (outage.tries === 1) return void response.writeHead(500).end();
      response.once('close', () => {
        outage.brokenOffAt = Date.now();
      });
      return;
    }
    if (!isGenuine(request.headers, body)) {
      this.forged += 1;
      response.writeHead(401).end();
      return;
    }
    response.writeHead(202).end();
    const { kind, subject, text, deduplicationKey } = JSON.parse(body) as Posted;
    const message: PhoneMessage = {
      phone: webhookPhone,
      subject,
      body: text,
      deduplicationKey,
      at: Date.now(),
    };
    if (kind === 'page') this.onPage(message);
    if (kind === 'update') this.lines.push(message);
  }
}

async function whole(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function isGenuine(headers: IncomingHttpHeaders, body: string): boolean {
  const timestamp = String(headers['nightshift-timestamp']);
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= longestAge)) return false;
  const expected = Buffer.from(
    `v1=${createHmac('sha256', signingKey).update(`${timestamp}.${body}`).digest('hex')}`,
  );
  const given = Buffer.from(String(headers['nightshift-signature']));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
