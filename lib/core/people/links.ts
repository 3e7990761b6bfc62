import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { limitOf } from '../limit.ts';
import { type Page, withLink } from '../page/message.ts';
import type { Database } from '../table/database.ts';
import { pageKey } from '../table/keys.ts';
import { epochSeconds, plusSeconds } from '../time.ts';
import { signLink } from './link.ts';

/** The answer page's address, and the key of its links. */
export interface LinkServices {
  /** The answer page's URL, with a slash at its end. */
  readonly url: string;
  readonly environment: string;
  /** Reads the key, which is cached. */
  readonly key: () => Promise<string>;
  /** How long a link works, in seconds. */
  readonly seconds: number;
  readonly now: () => Date;
}

/** Time limit for the key and the record, in milliseconds: a page does not wait long for its link. */
const patience = 2_000;

/** The link's title. */
export const linkTitle = 'Answer';

/**
 * Adds a link for one channel to a message that the reader can answer. Never throws: without the key the message has no link,
 * and the reader uses the command.
 * @param via the channel's name in records
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
    // Only the error's name: its message may quote what was read.
    console.warn('message without a link', { incident: offers.incident, error: (error as Error)?.name });
    return page;
  } finally {
    limit.stop();
  }
}

/** How long a pager's events about a page are understood after it was sent, in seconds. */
const rememberSeconds = 14 * 86_400;

/**
 * Records which incident's page has a key, for pagers that send nothing else. Best effort: without it, people can't answer
 * there.
 */
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
