import type { Paths } from '#channel/sending';
import { answerable, type LinkServices, rememberPage } from '#core/people/links';
import type { Database } from '#core/table/database';

/**
 * The pager's channels, each of which gives a message that lets its reader do something a link of its own. Whose page goes by a key
 * is remembered beside, for pagers that answer by it.
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
