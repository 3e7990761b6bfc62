import { pageFunction, placeholder } from '../workflow/substitutions.ts';
import { edgesOf, type Node, reachable } from './graph.ts';
import { type Invariant, payloadOf, type Subject, waits } from './invariant.ts';

/**
 * What one state may take at most, in seconds. A Lambda's Task ends with its Lambda. A wait for anything but the alarm is
 * begun by its handler only where it ends before the deadline, so it is not what makes a way too long.
 */
function secondsIn(node: Node, { functions }: Subject): number {
  if (node.Type === 'Wait') return node.Seconds ?? 0;
  if (node.Type !== 'Task') return 0;
  const waitsForAlarm = waits(node) && payloadOf(node)['ask'] === 'wait-for-ok';
  const called = waitsForAlarm ? undefined : functions.get(node.Parameters?.FunctionName ?? '');
  return called?.timeoutSeconds ?? node.TimeoutSeconds ?? 0;
}

/** A way through the definition and the most that it takes. */
export interface Way {
  readonly seconds: number;
  /** Names of its states, in order. */
  readonly states: readonly string[];
}

/** The longest way from the start until the pager has answered; `undefined` where no way leads there, or one for ever. */
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
    const ways = edgesOf(node).flatMap(({ to }) => longest(to) ?? []);
    const [rest] = ways.sort((one, other) => other.seconds - one.seconds);
    return rest && { seconds: own + rest.seconds, states: [name, ...rest.states] };
  };
  return longest(definition.StartAt);
}

/** However long everything takes, a person is asked before the page deadline, by the page and not by the deadline. */
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
