import type { Roads } from '#channel/sending';
import { answerable, type LinkServices, rememberPage } from '#core/people/links';
import type { Database } from '#core/table/database';

/**
 * The pager's channels, each of which gives a message that lets its reader do something a link of its own. Whose page goes by a key
 * is remembered beside, for pagers that answer by it.
 * @param links @default - the environment has no answer page
 */
export const answerableRoads = (
  channels: Roads['channels'],
  links: (LinkServices & { readonly database: Database }) | undefined,
): Roads['channels'] =>
  links
    ? Object.fromEntries(
        Object.entries(channels).map(([name, road]) => [
          name,
          async (page) => {
            const [own] = await Promise.all([
              answerable(page, name.replace(/^the /, ''), links),
              rememberPage(links.database, page, links.now()),
            ]);
            return road(own);
          },
        ]),
      )
    : channels;
