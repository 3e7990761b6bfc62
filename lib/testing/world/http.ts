import type { Clock } from './clock.ts';
import type { Wire } from './wire.ts';

/** What a channel posted and the other side accepted. */
export interface Posted {
  readonly url: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Everything outside AWS: whoever channels post to, and the secrets that let channels in. */
export class Http {
  readonly posted: Posted[] = [];
  /** The HTTP status with which the other side answers. */
  answer: (url: string) => number = () => 202;
  readonly #clock: Clock;
  readonly #wire: Wire;

  constructor(clock: Clock, wire: Wire) {
    this.#clock = clock;
    this.#wire = wire;
  }

  /** A secret, read over the wire: a webhook's URL, or a text that names its ARN and so can't be mistaken for another. */
  secret(arn: string): Promise<string> {
    const answer = this.#wire.call('secretsmanager', 'GetSecretValue', { SecretId: arn }, () =>
      arn.includes('url') ? 'https://chat.rehearsal/hook' : `the secret of ${arn}`,
    );
    return answer as Promise<string>;
  }

  readonly fetch = (async (url: string, { body, signal }: { body: string; signal: AbortSignal }) => {
    const answered = this.#wire.call('http', 'Post', { url, body }, () => this.#take(url, body));
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    const status = (await Promise.race([answered, late])) as number;
    if (status >= 300) return new Response(null, { status });
    // Each kind of receiver confirms a message in its own way.
    if (url.startsWith('https://slack.com/api/'))
      return new Response(`{"ok":true,"channel":"C0","ts":"1772334000.${this.posted.length}"}`, {
        status: 200,
      });
    return new URL(url).host.startsWith('chat.')
      ? new Response('ok', { status: 200 })
      : new Response('{"status":"success"}', { status });
  }) as unknown as typeof globalThis.fetch;

  #take(url: string, body: string): number {
    const status = this.answer(url);
    if (status < 300) {
      this.posted.push({ url, body: JSON.parse(body), at: this.#clock.now().toISOString() });
    }
    return status;
  }
}
