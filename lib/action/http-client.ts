import { setTimeout as sleep } from 'node:timers/promises';
import { constructStack } from '@smithy/core/client';
import { StandardRetryStrategy } from '@smithy/core/retry';

/** A request to an API for which the AWS SDK has no client. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Encoded, starting with the slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. @default - none */
  readonly body?: string;
}

/** A command of such an API: one request with a JSON answer. */
export abstract class HttpCommand<Input extends object, Output> {
  readonly input: Input;
  /** Only for the answer's type. */
  declare readonly output: Output;

  constructor(input: Input) {
    this.input = input;
  }

  abstract request(): HttpRequest;
}

/** Settings like those of the SDK's clients. */
export interface HttpSettings {
  readonly region?: string;
  /** @default - the API's own */
  readonly endpoint?: string;
  /**
   * Which requests are retried. @default - the SDK's standard: three tries in all, after a lost answer or a retryable error
   */
  readonly retryStrategy?: StandardRetryStrategy;
}

/** Limit of one request, in milliseconds: three fit into a Lambda's 30 seconds. */
const patience = 5_000;

type Named = { userAgent?: [name: string, version?: string][] };

/**
 * A client for such an API that behaves like the SDK's: retries, errors with name and status, and the incident in the user
 * agent.
 */
export abstract class HttpClient {
  /** For `withUserAgent`. */
  readonly middlewareStack = constructStack();
  protected readonly settings: HttpSettings;
  readonly #retries: StandardRetryStrategy;

  constructor(settings: HttpSettings = {}) {
    this.settings = settings;
    this.#retries = settings.retryStrategy ?? new StandardRetryStrategy(3);
  }

  /**
   * @throws Error with the name of the API's error and, in `$metadata.httpStatusCode`, its status; no status if no answer came
   */
  async send<Output>(command: HttpCommand<object, Output>): Promise<Output> {
    const named: Named = {};
    const handler = this.middlewareStack.resolve(
      async () => ({ response: undefined, output: (await this.#untilAnswered(command, named)) as object }),
      named,
    );
    return (await handler({ input: command.input })).output as Output;
  }

  /** The address and the additional headers of a request. */
  protected abstract authorize(
    command: HttpCommand<object, unknown>,
    request: HttpRequest,
  ): Promise<{ readonly endpoint: string; readonly headers: Readonly<Record<string, string>> }>;

  /** The name of the error in an error answer. */
  protected abstract errorName(answer: Response, body: Readonly<Record<string, unknown>>): string;

  async #untilAnswered(command: HttpCommand<object, unknown>, named: Named): Promise<unknown> {
    let token = await this.#retries.acquireInitialRetryToken('');
    for (;;) {
      try {
        const answer = await this.#once(command, named);
        this.#retries.recordSuccess(token);
        return answer;
      } catch (error) {
        const next = this.#retries.refreshRetryTokenForRetry(token, {
          error: error as Error & { cause?: Error },
          errorType: typeOf(error),
        });
        token = await next.catch(() => {
          throw error;
        });
        await sleep(token.getRetryDelay());
      }
    }
  }

  async #once(command: HttpCommand<object, unknown>, { userAgent = [] }: Named): Promise<unknown> {
    const request = command.request();
    const { endpoint, headers } = await this.authorize(command, request);
    const query = request.query ? `?${new URLSearchParams(request.query)}` : '';
    const answer = await fetch(`${endpoint}${request.path}${query}`, {
      method: request.method,
      headers: {
        ...headers,
        'user-agent': ['nightshift', ...userAgent.map((one) => one.join('/'))].join(' '),
      },
      signal: AbortSignal.timeout(patience),
      redirect: 'error',
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const body = parsed(await answer.text());
    if (answer.ok) return body;
    const said = typeof body['message'] === 'string' ? body['message'] : 'without a message';
    throw Object.assign(new Error(said), {
      name: this.errorName(answer, body),
      $metadata: { httpStatusCode: answer.status },
    });
  }
}

/** A proxy's answer may not be JSON. */
function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function typeOf(error: unknown): 'THROTTLING' | 'TRANSIENT' | 'CLIENT_ERROR' {
  const { $metadata: { httpStatusCode: status = 0 } = {} } = Object(error) as {
    $metadata?: { httpStatusCode?: number };
  };
  if (status === 429) return 'THROTTLING';
  return status === 0 || status >= 500 ? 'TRANSIENT' : 'CLIENT_ERROR';
}
