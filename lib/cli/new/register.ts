import { CommandError } from '../command-line.ts';
import type { Named } from './names.ts';

/** A file that lists every member of a kind. */
export interface Register {
  /** From the repository's root. */
  readonly path: string;
  /** The line that imports or re-exports it, in alphabetical order. */
  readonly line: string;
  /** If there is also a list: its line there, without indentation, and the line that ends the list. */
  readonly list?: { readonly entry: string; readonly end: string };
}

/** The register that a new action or channel joins; runbooks are found by listing their folder. */
export function registerFor({ kind, name, identifier }: Named): Register | undefined {
  if (kind === 'action') {
    return {
      path: 'actions/all.ts',
      line: `export { default as ${identifier} } from './${name}/action.ts';`,
    };
  }
  if (kind === 'channel') {
    return {
      path: 'lib/channel/register.ts',
      line: `import ${identifier} from '#channels/${name}/channel';`,
      list: { entry: `{ channel: ${identifier}, load: () => import('#channels/${name}/send') },`, end: '];' },
    };
  }
  return undefined;
}

/**
 * The register's text with the new member: its line in alphabetical order, its entry last.
 * @throws CommandError if the text is not laid out as a register
 */
export function registered(text: string, { path, line, list }: Register): string {
  const lines = text.split('\n');
  const source = sourceOf(line);
  const before = lines.findIndex((one) => sourceOf(one) > source);
  const last = lines.findLastIndex((one) => /^(import|export) .* from /.test(one));
  const listEnd = list ? lines.indexOf(list.end) : 0;
  if (last < 0 || (list && listEnd < last)) {
    const missing = list ? `no list that ends with ${list.end}` : 'no line that exports an action';
    throw new CommandError(`${path} has ${missing}, so nothing could be added to it.`, 1);
  }
  return (list ? lines.toSpliced(listEnd, 0, `  ${list.entry}`) : lines)
    .toSpliced(before < 0 ? last + 1 : before, 0, line)
    .join('\n');
}

/** Which member an import names; '' for every other line. */
const sourceOf = (line: string): string =>
  line.match(/from '((?:\.|#channels)\/[^/]+\/(?:action\.ts|channel))';$/)?.[1] ?? '';
