import { errorText } from '../text.ts';
import type { Page } from './message.ts';

/** A channel's path to people. Resolves once the channel has accepted the message. */
export type Way = (page: Page) => Promise<unknown>;

/** Channels by their name in records. */
export type Ways = Readonly<Record<string, Way>>;

/**
 * Sends a message that rings nobody over every channel, in parallel.
 * @returns the channels that accepted it
 * @throws Error if there are channels and none accepted
 */
export async function sendOverAll(message: Page, ways: Ways): Promise<string[]> {
  const names = Object.keys(ways);
  const results = await Promise.allSettled(Object.values(ways).map((send) => send(message)));
  const failures = results.flatMap((result, index) =>
    result.status === 'rejected' ? [`${names[index]}: ${errorText(result.reason)}`] : [],
  );
  for (const failure of failures) console.error('channel failed', { error: failure });
  if (names.length > 0 && failures.length === names.length) throw new Error(failures.join('; '));
  return names.filter((_, index) => results[index]?.status === 'fulfilled');
}
