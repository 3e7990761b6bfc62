import { CommandError } from '../command-line.ts';
import type { Named } from './names.ts';

/** A file that lists every member of a kind. */
export interface Register {
  /** From the repository's root. */
  readonly path: string;
  readonly importLine: string;
  /** The line in the list, without its indentation. */
  readonly entry: string;
  /** The line that ends the list. */
  readonly end: string;
}

/** The register that a new action or channel joins; runbooks are found by listing their folder. */
export function registerFor({ kind, name, identifier }: Named): Register | undefined {
  if (kind === 'action') {
    return {
      path: 'lambdas/remediate/register.ts',
      importLine: `import ${identifier} from './${name}/action.ts';`,
      entry: `${identifier},`,
      end: '};',
    };
  }
  if (kind === 'channel') {
    return {
      path: 'lambdas/page/register.ts',
      importLine: `import ${identifier} from './${name}/channel.ts';`,
      entry: `{ channel: ${identifier}, load: () => import('./${name}/send.ts') },`,
      end: '];',
    };
  }
  return undefined;
}

/**
 * The register's text with the new member: its import where the alphabet puts it, its entry last.
 * @throws CommandError where the text is not laid out as a register
 */
export function registered(text: string, { path, importLine, entry, end }: Register): string {
  const lines = text.split('\n');
  const source = sourceOf(importLine);
  const before = lines.findIndex((line) => line.startsWith('import ') && sourceOf(line) > source);
  const lastImport = lines.findLastIndex((line) => line.startsWith('import '));
  const listEnd = lines.indexOf(end);
  if (lastImport < 0 || listEnd < lastImport) {
    throw new CommandError(`${path} has no list that ends with ${end}, so nothing could be added to it.`, 1);
  }
  return lines
    .toSpliced(listEnd, 0, `  ${entry}`)
    .toSpliced(before < 0 ? lastImport + 1 : before, 0, importLine)
    .join('\n');
}

/** What an import names; imports of other folders and packages come first. */
function sourceOf(line: string): string {
  const source = line.match(/from '(.*)';$/)?.[1] ?? '';
  return source.startsWith('./') ? source : '';
}
