import { parseSync } from '@swc/core';

/** A node of the syntax tree, as far as mutants need it. */
export interface Node {
  readonly type: string;
  readonly span?: { readonly start: number; readonly end: number };
  readonly [key: string]: unknown;
}

/** Where something begins and ends in its file, in bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A symbol at a file's top level. `whole` is its declaration, with `export` if it has one. */
export interface Named {
  readonly whole: Span;
  readonly name: Span;
  /** The function's declaration, or the constant's value. */
  readonly node: Node;
  /** The constant's value; undefined for a function. */
  readonly init: Span | undefined;
}

/** The symbols of a TypeScript file, and where its nodes begin and end. */
export class Syntax {
  readonly #offset: number;
  readonly #body: readonly Node[];

  constructor(source: string) {
    const parsed = parseSync(source, { syntax: 'typescript', target: 'es2022' }) as unknown as Node & {
      body: Node[];
      span: Span;
    };
    // The parser goes on counting from what it parsed before, and starts a file at its first token.
    this.#body = parsed.body;
    const first = Math.min(...parsed.body.map((node) => node.span?.start ?? Number.POSITIVE_INFINITY));
    this.#offset = first - firstToken(source);
  }

  /** @throws Error when there is no such symbol */
  symbol(name: string): Named {
    for (const item of this.#body) {
      const isExport = item.type === 'ExportDeclaration';
      const declaration = (isExport ? item['declaration'] : item) as Node;
      for (const { id, node, init } of declared(declaration)) {
        if (id['value'] !== name) continue;
        const whole = this.span(item);
        return { whole, name: this.span(id), node, init: init && this.span(init) };
      }
    }
    throw new Error(`There is no symbol ${name}.`);
  }

  span(node: Node): Span {
    const { start = 0, end = 0 } = node.span ?? {};
    return { start: start - this.#offset, end: end - this.#offset };
  }
}

function declared(declaration: Node): { id: Node; node: Node; init: Node | undefined }[] {
  if (declaration.type === 'FunctionDeclaration') {
    return [{ id: declaration['identifier'] as Node, node: declaration, init: undefined }];
  }
  if (declaration.type !== 'VariableDeclaration') return [];
  return (declaration['declarations'] as Node[]).map((one) => {
    const init = (one['init'] ?? undefined) as Node | undefined;
    return { id: one['id'] as Node, node: init ?? one, init };
  });
}

/** Where the comments and white space at the beginning of a file end, in bytes. */
function firstToken(source: string): number {
  const before = source.match(/^(?:\s+|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*/)?.[0] ?? '';
  return Buffer.byteLength(before);
}

/** A node and every node inside it, outermost first. */
export function* nodesIn(node: unknown): Generator<Node> {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node) && typeof (node as Node).type === 'string') yield node as Node;
  for (const inner of Object.values(node)) yield* nodesIn(inner);
}
