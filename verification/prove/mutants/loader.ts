import { readFileSync } from 'node:fs';
import type { Change, Edit } from './mutant.ts';
import { type Named, type Node, nodesIn, type Span, Syntax } from './syntax.ts';

const root = new URL('../../../', import.meta.url);

/** A replacement for part of a file. */
interface Splice extends Span {
  readonly text: (before: string) => string;
}

/** A file's source with the edits applied. @throws Error when a symbol, or what is to change in it, is missing */
export function edited(source: string, edits: readonly Edit[]): string {
  return edits.reduce((text, { file, symbol, change }) => {
    try {
      return applied(text, symbol, change);
    } catch (error) {
      throw new Error(
        `${file}: ${symbol} can't get this mistake (${change.kind}): ${(error as Error).message}`,
      );
    }
  }, source);
}

function applied(source: string, name: string, change: Change): string {
  const syntax = new Syntax(source);
  const symbol = syntax.symbol(name);
  if (change.kind === 'wrap') return wrapped(source, name, symbol, change.code);
  const splices = splicesOf(change, symbol, syntax, source);
  if (splices.length === 0) throw new Error('nothing of the kind is in it.');
  return spliced(source, splices);
}

/** Renames the real function, and puts one in its place that receives it as its first argument. */
function wrapped(source: string, name: string, { whole, name: id }: Named, code: string): string {
  const bytes = Buffer.from(source);
  const isExported = bytes.subarray(whole.start, whole.start + 7).toString() === 'export ';
  const renamed = spliced(source, [
    { ...whole, end: whole.start + (isExported ? 7 : 0), text: () => '' },
    { ...id, text: () => `${name}Real` },
  ]);
  return `${renamed}\n${isExported ? 'export ' : ''}function ${name}(...given: any[]): any {\n  return ((${code}) as any)(${name}Real, ...given);\n}\n`;
}

function splicesOf(
  change: Exclude<Change, { kind: 'wrap' }>,
  symbol: Named,
  syntax: Syntax,
  source: string,
): Splice[] {
  const filled = (code: string) => (before: string) => code.replaceAll('$&', () => before);
  switch (change.kind) {
    case 'constant':
      return symbol.init ? [{ ...symbol.init, text: filled(change.code) }] : [];
    case 'drop':
      return propertiesIn(symbol.node, change.name).map((property) => ({
        ...withComma(propertySpan(property, syntax), source),
        text: () => '',
      }));
    case 'set':
      return propertiesIn(symbol.node, change.name).map((property) => ({
        ...propertySpan(property, syntax),
        text: () => `${change.name}: ${change.code}`,
      }));
    case 'call':
      return outermost(
        [...nodesIn(symbol.node)]
          .filter((node) => node.type === 'CallExpression' && nameOf(node['callee'] as Node) === change.name)
          .map((node) => syntax.span(node)),
      ).map((span) => ({ ...span, text: filled(change.code) }));
    case 'test': {
      const tests = [...nodesIn(symbol.node)]
        .filter(({ type }) => type === 'IfStatement' || type === 'ConditionalExpression')
        .map((node) => syntax.span(node['test'] as Node))
        .sort((one, other) => one.start - other.start);
      const span = tests[change.nth - 1];
      return span ? [{ ...span, text: filled(change.code) }] : [];
    }
  }
}

const nameOf = (node: Node | undefined): string | undefined =>
  node?.type === 'MemberExpression'
    ? nameOf(node['property'] as Node)
    : (node?.['value'] as string | undefined);

/** Properties of this name, as `{ name: value }` or `{ name }`, in every object. */
const propertiesIn = (node: Node, name: string): Node[] =>
  [...nodesIn(node)]
    .filter(({ type }) => type === 'ObjectExpression')
    .flatMap((object) => object['properties'] as Node[])
    .filter(
      (property) =>
        (property.type === 'KeyValueProperty' && (property['key'] as Node)['value'] === name) ||
        (property.type === 'Identifier' && property['value'] === name),
    );

function propertySpan(property: Node, syntax: Syntax): Span {
  if (property.type === 'Identifier') return syntax.span(property);
  return {
    start: syntax.span(property['key'] as Node).start,
    end: syntax.span(property['value'] as Node).end,
  };
}

function withComma(span: Span, source: string): Span {
  const comma = Buffer.from(source).subarray(span.end).toString().match(/^\s*,/)?.[0] ?? '';
  return { start: span.start, end: span.end + Buffer.byteLength(comma) };
}

const outermost = (spans: readonly Span[]): Span[] =>
  spans.filter(
    (one) => !spans.some((other) => other !== one && other.start <= one.start && one.end <= other.end),
  );

function spliced(source: string, splices: readonly Splice[]): string {
  let bytes = Buffer.from(source);
  for (const { start, end, text } of [...splices].sort((one, other) => other.start - one.start)) {
    const before = bytes.subarray(start, end).toString();
    bytes = Buffer.concat([bytes.subarray(0, start), Buffer.from(text(before)), bytes.subarray(end)]);
  }
  return bytes.toString();
}

/** A file of the repository with the edits applied. */
export const editedFile = (file: string, edits: readonly Edit[]): string =>
  edited(
    readFileSync(new URL(file, root), 'utf8'),
    edits.filter((edit) => edit.file === file),
  );

/** Every edited file, by path. Threads are given these, because the native parser does not survive the end of a thread. */
export const editedFiles = (edits: readonly Edit[]): Readonly<Record<string, string>> =>
  Object.fromEntries(edits.map(({ file }) => [file, editedFile(file, edits)]));
