/** What AWS answers to one request. */
export type Answer = { readonly status: number; readonly error?: string } | 'lost';

/** Settings of a real JSON client whose requests are answered in turn, and how many it sent. */
export function answering(...answers: readonly Answer[]) {
  let sent = 0;
  const handle = async () => {
    const answer = answers[sent++];
    if (answer === undefined || answer === 'lost')
      throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    const body = new TextEncoder().encode(JSON.stringify(answer.error ? { __type: answer.error } : {}));
    return { response: { statusCode: answer.status, headers: {}, body, reason: '' } };
  };
  const settings = {
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: { handle } as never,
    // The answers are JSON, whatever the client would rather speak.
    streamCollector: async (stream: Uint8Array) => stream,
  };
  return { settings, sent: () => sent };
}
