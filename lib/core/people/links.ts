import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { limitOf } from '../limit.ts';
import { type Page, withLink } from '../page/message.ts';
import type { Database } from '../table/database.ts';
import { pageKey } from '../table/keys.ts';
import { epochSeconds, plusSeconds } from '../time.ts';
import { signLink } from './link.ts';

/** Where links lead, and what they are signed with. */
export interface LinkServices {
  /** Where the answer page is, with a slash at its end. */
  readonly url: string;
  readonly environment: string;
  /** Reads the key; remembered for a while. */
  readonly key: () => Promise<string>;
  /** For how long a link works, in seconds. */
  readonly seconds: number;
  readonly now: () => Date;
}

/** For reading the key, and for remembering, in milliseconds: nobody waits longer for a page because it can be answered. */
const patience = 2_000;

/** On a phone's screen, before the link. */
export const linkTitle = 'Answer';

/**
 * Gives a message that lets its reader do something a link of its own for one channel. Never throws: without the key the message
 * goes without a link, and whoever reads it uses the command.
 * @param via what records call the channel
 */
export async function answerable(page: Page, via: string, services: LinkServices | undefined): Promise<Page> {
  const { offers } = page;
  if (!offers || !services) return page;
  const { url, environment, seconds, now } = services;
  const limit = limitOf(patience, 'the key was not read in time');
  try {
    const key = await Promise.race([services.key(), limit.over]);
    const token = signLink({ ...offers, via, until: plusSeconds(now(), seconds) }, { key, environment });
    return withLink(page, { title: linkTitle, url: `${url}i/${token}` });
  } catch (error) {
    // The name alone: what it says may quote what was read.
    console.warn('message without a link', { incident: offers.incident, error: (error as Error)?.name });
    return page;
  } finally {
    limit.stop();
  }
}

/** How long a pager may speak of a page after it was sent, in seconds. */
const rememberSeconds = 14 * 86_400;

/** Remembers whose page goes by a key, for pagers that name nothing else. Best effort: without it, they only can't answer. */
export async function rememberPage({ client, table }: Database, page: Page, now: Date): Promise<void> {
  const { offers, deduplicationKey } = page;
  if (!offers) return;
  const item = { ...pageKey(deduplicationKey), ...offers, expiresAt: epochSeconds(now) + rememberSeconds };
  const limit = limitOf(patience, 'the page was not remembered in time');
  try {
    await Promise.race([client.send(new PutCommand({ TableName: table, Item: item })), limit.over]);
  } catch (error) {
    console.warn('page not remembered', { incident: offers.incident, error: (error as Error)?.name });
  } finally {
    limit.stop();
  }
}
