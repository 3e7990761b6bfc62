import { createHmac } from 'node:crypto';
import type { Message, Send } from '#channel/sender';
import { epochSeconds } from '#core/time';
import type { Settings } from './channel.ts';

/** The version of body and headers. A receiver should refuse one that it does not know. */
const version = '1';

/** HMAC-SHA256 needs a key that can't be guessed. A shorter one is a typo or a placeholder. */
const leastKeyLength = 16;

/** What is posted. `text` is what people read in other channels; the rest is for programs. */
export const bodyOf = ({
  kind,
  subject,
  body,
  deduplicationKey,
  urgency = 'high',
  owner,
  facts,
  sections,
  about,
}: Message) => ({
  version,
  kind,
  deduplicationKey,
  urgency,
  subject,
  text: body,
  facts,
  sections,
  owner,
  ...about,
});

/** `v1=` and the hexadecimal HMAC-SHA256 of the timestamp, a period and the body. */
const signatureOf = (key: string, timestamp: string, body: string): string =>
  `v1=${createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')}`;

/** Posts the message. Each try is signed anew, so that a receiver can refuse requests older than a few minutes. */
export const send: Send<Settings> = async ({ url, signingKey }, message, tools) => {
  const key = await tools.secret(signingKey);
  if (key.length < leastKeyLength) {
    throw new Error(`The signing key ${signingKey.secret} has fewer than ${leastKeyLength} characters`);
  }
  const body = JSON.stringify(bodyOf(message));
  await tools.post(() => {
    const timestamp = String(epochSeconds(tools.now()));
    return {
      url,
      body,
      headers: {
        'nightshift-version': version,
        'nightshift-timestamp': timestamp,
        'nightshift-signature': signatureOf(key, timestamp, body),
      },
    };
  });
};
