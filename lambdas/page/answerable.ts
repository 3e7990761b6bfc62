import type { Path, Paths } from '#channel/sending';
import { answerable, type LinkServices, rememberPage } from '#core/people/links';
import type { Database } from '#core/table/database';

/**
 * The paths of a page, each with its own link in messages that can be answered. Also records which incident's page has which
 * key, for pagers that answer by it.
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
