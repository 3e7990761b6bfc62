import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The parameters of a stock list rebuild, as the function got them. */
export interface Rebuild {
  readonly attempt: string;
  readonly list: string;
}

/**
 * The depot of the shop, an HTTP server on loopback: it takes orders, and it has a stock list that can break. Only the
 * teams' Lambda functions deliver orders to it and rebuild the list.
 */
export class Depot {
  /** Orders as they arrived, repeats included. */
  readonly orders: string[] = [];
  readonly rebuilds: Rebuild[] = [];
  stockList: 'whole' | 'broken' = 'whole';
  readonly #server: Server;

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

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = `${request.method} ${request.url}`;
    const body = await textOf(request);
    if (asked === 'POST /orders') this.orders.push(body);
    if (asked === 'POST /stock/rebuild') {
      this.rebuilds.push(JSON.parse(body) as Rebuild);
      this.stockList = 'whole';
    }
    const fails = asked === 'GET /stock' && this.stockList === 'broken';
    response.writeHead(fails ? 500 : 200, { connection: 'close' });
    response.end();
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += part;
  return text;
}
