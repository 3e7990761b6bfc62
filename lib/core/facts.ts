/** Facts in a record, small enough to keep and to print: the page and the history show them. */
export type Facts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
