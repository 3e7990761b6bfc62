import { pageFunction, placeholder } from '#workflow/substitutions';
import { type Edge, edgesOf, type Node, reachable } from './graph.ts';
import { type Invariant, type Subject, waits } from './invariant.ts';

/** The longest duration of a state, in seconds. A Lambda's Task ends with its Lambda. */
function secondsIn(node: Node, { functions }: Subject): number {
  if (node.Type === 'Wait') return node.Seconds ?? 0;
  if (node.Type !== 'Task') return 0;
  const called = waits(node) ? undefined : functions.get(node.Parameters?.FunctionName ?? '');
  return called?.timeoutSeconds ?? node.TimeoutSeconds ?? 0;
}

/**
 * Where a state may lead as the runbook is deployed. A question that only a mode set at run time or a missing drill leads to is
 * asked only if there is time for it then (lambdas/verify/ask-approval.ts).
 */
const waysOn = (node: Node, { runbook }: Subject): Edge[] =>
  edgesOf({
    ...node,
    Choices: (node.Choices ?? []).filter(
      ({ StringEquals }) => StringEquals !== 'ask' || runbook.mode === 'approve',
    ),
  });

/** A way through the definition, with its longest duration. */
export interface Way {
  readonly seconds: number;
  /** Names of its states, in order. */
  readonly states: readonly string[];
}

/** The longest way from the start until the pager has answered; `undefined` if no way leads there, or one never ends. */
export function longestWayToThePage(subject: Subject): Way | undefined {
  const { nodes, definition } = subject;
  const isEndless = [...nodes].some(([name, node]) =>
    edgesOf(node).some(({ to }) => reachable(nodes, to).has(name)),
  );
  if (isEndless) return undefined;
  const known = new Map<string, Way | undefined>();
  const longest = (name: string): Way | undefined => {
    if (known.has(name)) return known.get(name);
    const node = nodes.get(name);
    const way = node && onwards(name, node);
    known.set(name, way);
    return way;
  };
  const onwards = (name: string, node: Node): Way | undefined => {
    const own = secondsIn(node, subject);
    if (node.Parameters?.FunctionName === placeholder(pageFunction)) return { seconds: own, states: [name] };
    const ways = waysOn(node, subject).flatMap(({ to }) => longest(to) ?? []);
    const [rest] = ways.sort((one, other) => other.seconds - one.seconds);
    return rest && { seconds: own + rest.seconds, states: [name, ...rest.states] };
  };
  return longest(definition.StartAt);
}

/** Even if everything takes as long as it may, the page comes before the page deadline. */
export const everyWayFitsBeforeThePage: Invariant = (subject) => {
  const way = longestWayToThePage(subject);
  const { pageBySeconds } = subject.runbook.page;
  if (!way || way.seconds <= pageBySeconds) return [];
  const times = way.states.flatMap((state) => {
    const node = subject.nodes.get(state);
    const seconds = node ? secondsIn(node, subject) : 0;
    return seconds > 0 ? [`${seconds} s ${state}`] : [];
  });
  const expected = `a deadline that is later than the longest way, which takes ${way.seconds} s at worst:\n${times.join('\n')}`;
  return [{ field: 'page.pageBy', found: { seconds: pageBySeconds }, expected }];
};
