import { Agent, createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Call } from './trail.ts';

/** Stands between Lambdas and the local AWS, passes every call on as it is, and remembers when it came and was answered. */
export interface Recorder {
  readonly endpoint: string;
  readonly calls: readonly Call[];
  /** Where calls go from now on; set before the first one comes. */
  readonly passOnTo: (endpoint: string) => void;
  readonly close: () => void;
}

export const nowMs = (): number => performance.timeOrigin + performance.now();

/** Listens on loopback, on a port that nobody uses. */
export async function startRecorder(): Promise<Recorder> {
  const calls: Call[] = [];
  const agent = new Agent({ keepAlive: true });
  let target = '';
  const server = createServer(async (incoming, outgoing) => {
    const at = nowMs();
    const body = await whole(incoming);
    const { method = '', url = '/', headers } = incoming;
    const onward = request(new URL(url, target), { method, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.once('end', () => {
        calls.push({
          name: nameOf(incoming, body),
          userAgent: headers['user-agent'] ?? '',
          at,
          until: nowMs(),
        });
      });
    });
    onward.once('error', (error) => outgoing.destroy(error));
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${portOf(server)}`,
    calls,
    passOnTo: (endpoint) => {
      target = endpoint;
    },
    close: () => {
      agent.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function whole(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The operation, in whichever of AWS's protocols it was asked for; a REST call by its method and path. */
export function nameOf(
  { method, url = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  body: Buffer,
): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1) ?? target;
  const [, operation] = /\/operation\/(\w+)/.exec(url) ?? [];
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  const action = isForm ? new URLSearchParams(body.toString()).get('Action') : undefined;
  const [path = ''] = url.split('?');
  return operation ?? action ?? `${method} ${path.split('/').slice(0, 2).join('/')}`;
}
