/** Facts in a record, small enough to store and to show in pages and history. */
export type Facts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
