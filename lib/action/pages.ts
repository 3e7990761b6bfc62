/** More than that is more than anybody could judge, and than a Lambda has time to read. */
const mostPages = 10;

/**
 * What a list has, page by page, at most ten pages.
 * @param page asks for one page, by the token of the one before; answers with its entries and the next token
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
