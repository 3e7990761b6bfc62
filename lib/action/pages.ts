/** A Lambda has no time to read more pages. */
const mostPages = 10;

/**
 * The entries of a list, from its first ten pages at most.
 * @param page reads one page by the previous page's token, and returns its entries and the next token
 */
export async function everyPage<Entry>(
  page: (token: string | undefined) => Promise<readonly [readonly Entry[] | undefined, string | undefined]>,
): Promise<Entry[]> {
  const all: Entry[] = [];
  let token: string | undefined;
  for (let number = 0; number === 0 || (token && number < mostPages); number++) {
    const [entries = [], next] = await page(token);
    all.push(...entries);
    token = next;
  }
  return all;
}
