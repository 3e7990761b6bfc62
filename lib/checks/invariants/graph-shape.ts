import { edgesOf, reachable } from './graph.ts';
import { eachState, type Invariant } from './invariant.ts';

const ends = ['Succeed', 'Fail'];

/** Every edge leads to a state, and every state leads on or is an end. */
export const nothingIsADeadEnd: Invariant = eachState((node, _name, { nodes }) => {
  const edges = edgesOf(node);
  const astray = edges.filter(({ to }) => !nodes.has(to));
  const stuck = edges.every(({ onFailure }) => onFailure) && !ends.includes(node.Type);
  return [
    ...astray.map(({ field, to }) => ({ field, found: to, expected: 'the name of a state' })),
    ...(node.End
      ? [{ field: 'End', found: true, expected: 'nothing: only Succeed and Fail end a run' }]
      : []),
    ...(stuck ? [{ field: 'Next', found: undefined, expected: 'a state that comes after it' }] : []),
    ...(node.Type === 'Choice' && node.Default === undefined
      ? [{ field: 'Default', found: undefined, expected: 'a way for what no rule expects' }]
      : []),
  ];
});

/** Every state is reachable. */
export const everyStateIsReachable: Invariant = ({ definition, nodes }) => {
  const seen = reachable(nodes, definition.StartAt);
  return [...nodes.keys()]
    .filter((name) => !seen.has(name))
    .map((state) => ({
      state,
      field: 'Type',
      found: state,
      expected: 'a state that some other one leads to',
    }));
};

/** No loops: they would have no worst case, and could act forever. */
export const nothingComesBack: Invariant = eachState((node, name, { nodes }) =>
  edgesOf(node)
    .filter(({ to }) => reachable(nodes, to).has(name))
    .map(({ field, to }) => ({
      field,
      found: to,
      expected: `a state from which none leads back to "${name}"`,
    })),
);
