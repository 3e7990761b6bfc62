import type { Workflow } from '#workflow/compile';

/** The parts of a state machine's definition that invariants read. */
export type Definition = Workflow['definition'];

/** One state of Amazon States Language. Every field may be missing. */
export interface Node {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly Rule[];
  readonly Catch?: readonly Catcher[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Resource?: string;
  readonly Parameters?: Readonly<Record<string, unknown>> & {
    readonly FunctionName?: string;
    readonly TopicArn?: string;
    readonly Payload?: Readonly<Record<string, unknown>>;
  };
  readonly TimeoutSeconds?: number;
  readonly Seconds?: number;
  readonly ResultPath?: string | null;
  readonly OutputPath?: string | null;
}

/** One rule of a Choice; `And` holds rules without a `Next` of their own. */
export interface Rule {
  readonly Next?: string;
  readonly Variable?: string;
  readonly IsPresent?: boolean;
  readonly StringEquals?: string;
  readonly And?: readonly Rule[];
}

interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath?: string | null;
  readonly Next: string;
}

/** The states by their names. */
export const nodesOf = ({ States }: Definition): ReadonlyMap<string, Node> =>
  new Map(Object.entries(States as Readonly<Record<string, Node>>));

/** An edge of the graph: which field of a state leads to which state. */
export interface Edge {
  readonly field: string;
  readonly to: string;
  /** Taken when something failed, or when no rule of a Choice applies. */
  readonly onFailure: boolean;
}

export const edgesOf = ({ Next, Default, Choices = [], Catch = [] }: Node): Edge[] => [
  ...(Next === undefined ? [] : [{ field: 'Next', to: Next, onFailure: false }]),
  ...Choices.flatMap((rule, index) =>
    rule.Next === undefined ? [] : [{ field: `Choices[${index}].Next`, to: rule.Next, onFailure: false }],
  ),
  ...(Default === undefined ? [] : [{ field: 'Default', to: Default, onFailure: true }]),
  ...Catch.map(({ Next: to }, index) => ({ field: `Catch[${index}].Next`, to, onFailure: true })),
];

/** Every state that can be entered from one, itself among them, along the edges that `follow` picks. */
export function reachable(
  nodes: ReadonlyMap<string, Node>,
  from: string,
  follow: (name: string, node: Node) => readonly Edge[] = (_, node) => edgesOf(node),
): Set<string> {
  const seen = new Set<string>();
  const ahead = [from];
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    const node = nodes.get(name);
    if (!node || seen.has(name)) continue;
    seen.add(name);
    ahead.push(...follow(name, node).map(({ to }) => to));
  }
  return seen;
}

/** The way from a state if everything fails: each state's failure edge if it has one, else its first edge. */
export function wayOfFailure(nodes: ReadonlyMap<string, Node>, from: string): string[] {
  const way: string[] = [];
  for (let name: string | undefined = from; name !== undefined && !way.includes(name); ) {
    const node = nodes.get(name);
    if (!node) break;
    way.push(name);
    const edges = edgesOf(node);
    name = (edges.find(({ onFailure }) => onFailure) ?? edges[0])?.to;
  }
  return way;
}
