import { parseSync } from '@swc/core';

/** A node of the syntax tree, as far as mutants look at it. */
export interface Node {
  readonly type: string;
  readonly span?: { readonly start: number; readonly end: number };
  readonly [key: string]: unknown;
}

/** From where to where something stands, in bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A symbol at a file's top level: its declaration with its name, and with `export` where it has that. */
export interface Named {
  readonly whole: Span;
  readonly name: Span;
  /** The function's or the constant's own node. */
  readonly node: Node;
  /** A constant's value. */
  readonly init: Span | undefined;
}

/** A TypeScript file's symbols, and where everything in it stands. */
export class Syntax {
  readonly #offset: number;
  readonly #body: readonly Node[];

  constructor(source: string) {
    const parsed = parseSync(source, { syntax: 'typescript', target: 'es2022' }) as unknown as Node & {
      body: Node[];
      span: Span;
    };
    // The parser counts on from what it has parsed before, and a file begins with its first token.
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

/** Where comments and white space at a file's beginning end, in bytes. */
function firstToken(source: string): number {
  const before = source.match(/^(?:\s+|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*/)?.[0] ?? '';
  return Buffer.byteLength(before);
}

/** Every node in a node, outermost first. */
export function* nodesIn(node: unknown): Generator<Node> {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node) && typeof (node as Node).type === 'string') yield node as Node;
  for (const inner of Object.values(node)) yield* nodesIn(inner);
}
