import type { Path, Paths } from '#channel/sending';
import { answerable, type LinkServices, rememberPage } from '#core/people/links';
import type { Database } from '#core/table/database';

/**
 * The paths of a page, each of which gives a message that lets its reader do something a link of its own. Whose page goes by a key
 * is remembered beside, for pagers that answer by it.
 * @param links @default - the environment has no answer page
 */
export function answerablePaths(
  { channels, backup }: Paths,
  links: (LinkServices & { readonly database: Database }) | undefined,
): Paths {
  if (!links) return { channels, backup };
  const linked =
    (name: string, path: Path): Path =>
    async (page) => {
      const [own] = await Promise.all([
        answerable(page, name.replace(/^the /, ''), links),
        rememberPage(links.database, page, links.now()),
      ]);
      return path(own);
    };
  return {
    channels: Object.fromEntries(Object.entries(channels).map(([name, path]) => [name, linked(name, path)])),
    backup: linked('the backup topic', backup),
  };
}
