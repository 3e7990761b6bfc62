import type { ClientSettings } from '#action/define-look';

/** A request as the SDK has signed it. */
interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** What a request asks for: the operation's name, and its input as far as the protocol shows it. */
export interface Heard {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What AWS answers: a body, in JSON's or the query protocol's form, or an error. */
export type Reply = { readonly body: object | string } | { readonly status: number; readonly error: string };

/**
 * The SDK's own clients with everything in them, retries too, and no network: each request is answered as the wire would.
 * https://smithy.io/2.0/aws/protocols/index.html
 */
export function onTheWire(answer: (heard: Heard) => Reply) {
  const heard: Heard[] = [];
  const handler = {
    handle: async (request: Request) => {
      const one = readRequest(request);
      heard.push(one);
      return { response: responseTo(answer(one)) };
    },
    metadata: { handlerProtocol: 'http/1.1' },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  };
  const settings = {
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    requestHandler: handler,
    maxAttempts: 10,
  };
  const open = <Client extends object>(Class: new (settings: ClientSettings) => Client): Client =>
    new Class(settings);
  return { open, heard };
}

function readRequest({ headers, path, query = {}, body }: Request): Heard {
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body ?? '');
  const target = headers['x-amz-target'];
  if (target) return { operation: target.split('.').at(-1) ?? '', input: JSON.parse(text || '{}') };
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const input = Object.fromEntries(new URLSearchParams(text));
    return { operation: String(input['Action']), input };
  }
  return { operation: path, input: query };
}

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

function responseTo(reply: Reply) {
  if ('error' in reply) {
    const body = JSON.stringify({ __type: reply.error, message: 'Rate exceeded' });
    return responseOf(reply.status, body, { 'x-amzn-errortype': reply.error });
  }
  const { body } = reply;
  return responseOf(200, typeof body === 'string' ? body : JSON.stringify(body));
}

const responseOf = (statusCode: number, body: string, headers: Record<string, string> = {}) => ({
  statusCode,
  reason: '',
  headers: { 'content-type': body.startsWith('<') ? 'text/xml' : 'application/json', ...headers },
  body: encoded(body),
});
