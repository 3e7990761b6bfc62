import { mayPostTo } from '#core/channel/define-channel';
import { line } from '#core/text';
import type { Accepts, Request } from './sender.ts';

/** How requests are made, and how long a channel may take over one message. */
export interface Patience {
  readonly fetch: typeof globalThis.fetch;
  /** Waits this many milliseconds; rejects once the signal aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** A signal that aborts after this many milliseconds. */
  readonly timeout: (milliseconds: number) => AbortSignal;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Limit for everything that a channel does for one message, in milliseconds. */
  readonly budget: number;
  /** Limit for one request and its answer, in milliseconds. */
  readonly oneTry: number;
  /** The longest wait before the second try, in milliseconds; it doubles with each try. */
  readonly firstWait: number;
}

/** The longest wait between two tries, in milliseconds, unless the other side asks for more. */
const longestWait = 4_000;

/**
 * How much of a refusal is kept, in characters. Ten times that is read, so that no secret is cut in half before it is removed.
 */
const saidAtMost = 200;

/** How answers are read. */
export interface Reading {
  /** Removes secrets that a refusal may repeat. @default - there are none */
  readonly clean?: (text: string) => string;
  /** What a 2xx answer has to contain. @default - any 2xx counts */
  readonly accepts?: Accepts | undefined;
}

/** The relevant parts of the other side's answer. */
interface Answer {
  readonly accepted: boolean;
  readonly mayRetry: boolean;
  /** Completes "The other side …". */
  readonly said: string;
  /** Milliseconds that the other side asks to wait. */
  readonly wait?: number;
}

/**
 * Posts JSON until it is accepted. Network errors, 408, 429 and 5xx are retried with full jitter until the signal aborts. Every
 * other answer is final. Redirects are not followed: they would send a page to someone else.
 * @throws Error in one line, without the URL, which may be a secret
 */
export async function post(
  request: () => Request,
  patience: Patience,
  signal: AbortSignal,
  reading: Reading = {},
): Promise<void> {
  for (let tries = 1; ; tries++) {
    const answer = await tryOnce(request(), patience, signal, reading);
    if (answer.accepted) return;
    const wait =
      answer.wait ?? patience.random() * Math.min(longestWait, patience.firstWait * 2 ** (tries - 1));
    const count = tries === 1 ? '1 try' : `${tries} tries`;
    const failed = new Error(`The other side ${answer.said} (${count})`);
    // The other side asks for a longer wait than the whole budget: another path should be tried now.
    if (!answer.mayRetry || signal.aborted || wait >= patience.budget) throw failed;
    await patience.sleep(wait, signal).catch(() => {
      throw failed;
    });
  }
}

async function tryOnce(
  { url, body, headers }: Request,
  patience: Patience,
  signal: AbortSignal,
  reading: Reading,
): Promise<Answer> {
  // Checked here, because `fetch` would quote the URL.
  if (!mayPostTo(url)) return refusal('can only be reached by a URL that starts with https://');
  try {
    const response = await patience.fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Nightshift', ...headers },
      redirect: 'manual',
      signal: AbortSignal.any([signal, patience.timeout(patience.oneTry)]),
    });
    return await answerOf(response, reading);
  } catch (error) {
    return { accepted: false, mayRetry: true, said: troubleOf(error) };
  }
}

const refusal = (said: string): Answer => ({ accepted: false, mayRetry: false, said });

async function answerOf(response: Response, reading: Reading): Promise<Answer> {
  const { status, ok } = response;
  const drop = () => void response.body?.cancel().catch(() => {});
  if (ok && reading.accepts) return takenOn(response, reading.accepts, reading);
  if (ok) {
    // The body is not needed if the status says everything.
    drop();
    return accepted(status);
  }
  if (status === 408 || status === 429 || status >= 500) {
    drop();
    const wait = askedToWait(response.headers.get('retry-after'));
    const said = `answered ${status}`;
    return { accepted: false, mayRetry: true, said, ...(wait === undefined ? {} : { wait }) };
  }
  if (status >= 300 && status < 400) {
    drop();
    return refusal(`answered ${status}, a redirect, which is not followed`);
  }
  return refusal(`answered ${status}${quoted((await beginningOf(response)).text, reading)}`);
}

const accepted = (status: number): Answer => ({
  accepted: true,
  mayRetry: false,
  said: `answered ${status}`,
});

/**
 * An answer that was cut off may have been an acceptance, so the request is repeated. Every channel accepts a copy under the
 * same key.
 */
async function takenOn(response: Response, accepts: Accepts, reading: Reading): Promise<Answer> {
  const { status } = response;
  const { text, isCut } = await beginningOf(response);
  if (accepts(status, text)) return accepted(status);
  const said = `answered ${status} without taking the message on${quoted(text, reading)}`;
  return { accepted: false, mayRetry: isCut, said };
}

const quoted = (text: string, { clean = (it) => it }: Reading): string => {
  const said = line(clean(text), saidAtMost);
  return said ? `: ${said}` : '';
};

/** `Retry-After` in seconds. No pager uses the form with a date. */
function askedToWait(header: string | null): number | undefined {
  return header && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : undefined;
}

/** The beginning of a body, even if it is long or slow. */
async function beginningOf({ body }: Response): Promise<{ text: string; isCut: boolean }> {
  const reader = body?.getReader();
  if (!reader) return { text: '', isCut: false };
  const decoder = new TextDecoder();
  let text = '';
  let isCut = false;
  try {
    while (text.length < 10 * saidAtMost) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // Uses what has arrived.
    isCut = true;
  }
  reader.cancel().catch(() => {});
  return { text, isCut };
}

/** `ECONNREFUSED`, `TimeoutError`: only the error's name, since messages contain addresses. */
function troubleOf(error: unknown): string {
  const cause = (error as { cause?: { code?: unknown; name?: unknown } } | undefined)?.cause;
  const name = (error as Error | undefined)?.name;
  if (name === 'TimeoutError' || name === 'AbortError') return 'did not answer in time';
  return `can't be reached (${line(String(cause?.code ?? cause?.name ?? name ?? 'unknown'), 40)})`;
}
