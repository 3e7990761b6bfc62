import { type Expression, type Item, invalid, Mentions } from './expressions.ts';

/** Reduces an item to the attributes that a projection names. */
export function projection(
  text: string,
  names: Readonly<Record<string, string>> | undefined,
): Expression<(item: Item) => Item> {
  const mentions = new Mentions(names);
  for (const token of text.split(',')) {
    if (mentions.path(token.trim()).length > 1)
      throw invalid(`The rehearsal knows no path in a projection: ${token}`);
  }
  const run = (item: Item): Item =>
    Object.fromEntries(
      [...mentions.attributes].flatMap((name) => (Object.hasOwn(item, name) ? [[name, item[name]]] : [])),
    );
  return Object.assign(mentions, { run });
}
