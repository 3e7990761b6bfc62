import type { Paths } from '#channel/sending';
import { answerable, type LinkServices, rememberPage } from '#core/people/links';
import type { Database } from '#core/table/database';

/**
 * The pager's channels, each with its own link in messages that can be answered. Also records which incident's page has which
 * key, for pagers that answer by it.
 * @param links @default - the environment has no answer page
 */
export const answerablePaths = (
  channels: Paths['channels'],
  links: (LinkServices & { readonly database: Database }) | undefined,
): Paths['channels'] =>
  links
    ? Object.fromEntries(
        Object.entries(channels).map(([name, path]) => [
          name,
          async (page) => {
            const [own] = await Promise.all([
              answerable(page, name.replace(/^the /, ''), links),
              rememberPage(links.database, page, links.now()),
            ]);
            return path(own);
          },
        ]),
      )
    : channels;
