import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PhoneMessage } from '../phones.ts';

/** What the page shows. */
export interface Shown {
  /** Calls the widget as CloudWatch does: an event in, HTML out. */
  readonly widget: (event: unknown) => Promise<string>;
  /** What the phones got so far, oldest first. */
  readonly messages: () => readonly PhoneMessage[];
}

export interface Served {
  readonly url: string;
  readonly stop: () => void;
}

const types: Readonly<Record<string, string>> = {
  'page.html': 'text/html; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
};

/** Events are a few hundred bytes; the page sends nothing longer. */
const longestEvent = 100_000;

/** Serves the page that hosts the widget, on loopback only. */
export async function serveConsole(shown: Shown): Promise<Served> {
  const server = createServer((request, response) => {
    answer(request, response, shown).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(
        `The widget could not be called: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, shown: Shown): Promise<void> {
  // DNS rebinding: a page from elsewhere must not read this server under another host name.
  if (!/^(127\.0\.0\.1|localhost):\d+$/.test(request.headers.host ?? '')) return refuse(response, 403);
  const path = request.url === '/' ? 'page.html' : (request.url ?? '').slice(1);
  const type = types[path];
  if (request.method === 'GET' && type) {
    response.writeHead(200, { 'content-type': type, 'content-security-policy': policy });
    response.end(readFileSync(new URL(path, import.meta.url)));
  } else if (request.method === 'GET' && path === 'messages') {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(shown.messages().toReversed()));
  } else if (request.method === 'POST' && path === 'widget') {
    const html = await shown.widget(JSON.parse(await bodyOf(request)));
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(html);
  } else refuse(response, 404);
}

/** The widget brings its own style sheet; only the page's own script runs, and nothing is fetched from elsewhere. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:";

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status);
  response.end();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of request) {
    body += part;
    if (body.length > longestEvent) throw new Error('the event is too long');
  }
  return body;
}
