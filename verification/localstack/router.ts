import { createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One address for several local AWSs. */
export interface Router {
  readonly endpoint: string;
  readonly stop: () => void;
}

/**
 * Sends each signed call to the engine that has its service, as the signature's scope names it
 * (`Credential=KEY/DATE/REGION/SERVICE/aws4_request`).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * @param otherwise where everything goes that is not signed, or for a service that is not listed
 */
export async function startRouter(
  otherwise: () => string,
  engines: Readonly<Record<string, string>>,
): Promise<Router> {
  const server = createServer((asked, answer) => {
    const to = new URL(engines[serviceOf(asked)] ?? otherwise());
    const { method, url: path, headers } = asked;
    const passedOn = send({ host: to.hostname, port: to.port, method, path, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    // The caller's SDK tries again, as it does where AWS closes a connection.
    passedOn.on('error', () => answer.destroy());
    answer.on('close', () => passedOn.destroy());
    asked.pipe(passedOn);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const serviceOf = ({ headers: { authorization = '' } }: IncomingMessage): string =>
  /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(authorization)?.[1] ?? '';
