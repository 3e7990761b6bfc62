import { backupTopic, pageFunction, placeholder } from '#workflow/substitutions';
import { edgesOf, type Node, reachable, wayOfFailure } from './graph.ts';
import { callsLambda, eachState, type Invariant, type Subject, waits } from './invariant.ts';

const page = placeholder(pageFunction);
const backup = placeholder(backupTopic);

const isPager = ({ Parameters }: Node): boolean => Parameters?.FunctionName === page;

/** Whether a state pages a person: by the pager, or over the backup topic. */
const isPagingPath = (node: Node): boolean => isPager(node) || node.Parameters?.TopicArn === backup;

/** Every Task catches every error, and a Catch keeps the data. */
export const everyTaskCatchesEverything: Invariant = eachState(({ Type, Catch = [] }) => {
  if (Type !== 'Task') return [];
  const [only, ...more] = Catch;
  if (!only || more.length > 0 || only.ErrorEquals.join() !== 'States.ALL') {
    return [
      { field: 'Catch', found: Catch, expected: 'one way for States.ALL: no error is known by its name' },
    ];
  }
  return only.ResultPath === null
    ? []
    : [
        {
          field: 'Catch[0].ResultPath',
          found: only.ResultPath,
          expected: 'null, so that what follows finds the data as it was',
        },
      ];
});

/**
 * From any state before the pager has paged, a person is paged even if everything fails from there on. After the last path the
 * execution ends as failed, never as succeeded.
 */
export const everyFailureReachesThePage: Invariant = (subject) =>
  [...beforeThePage(subject)].flatMap((state) => {
    const node = subject.nodes.get(state);
    if (!node) return [];
    return edgesOf(node)
      .filter(({ onFailure }) => onFailure)
      .flatMap(({ field, to }) => {
        const way = wayOfFailure(subject.nodes, to).flatMap((name) => subject.nodes.get(name) ?? []);
        const isPaged = way.some(isPagingPath) || (isPagingPath(node) && way.at(-1)?.Type === 'Fail');
        const expected = isPagingPath(node)
          ? 'a way to another path to a person, or to a Fail state'
          : 'a way that leads to the page, whatever fails on it';
        return isPaged ? [] : [{ state, field, found: to, expected }];
      });
  });

/** Behind the pager there is a path without any code of ours. */
export const thePagerHasAnotherPathBehindIt: Invariant = ({ nodes }) => {
  const pagers = [...nodes].filter(([, node]) => isPager(node));
  if (pagers.length === 0) {
    return [{ field: 'States', found: undefined, expected: `a Task that calls the pager, ${page}` }];
  }
  return pagers.flatMap(([state, { Catch = [] }]) =>
    Catch.filter(
      ({ Next }) => !wayOfFailure(nodes, Next).some((name) => isPagingPath(nodes.get(name) ?? { Type: '' })),
    ).map(({ Next }) => ({
      state,
      field: 'Catch',
      found: Next,
      expected: `a way that publishes to ${backup}`,
    })),
  );
};

/** The states that are entered before anyone was paged. The pager's success is not followed. */
const beforeThePage = ({ definition, nodes }: Subject): Set<string> =>
  reachable(nodes, definition.StartAt, (_, node) =>
    edgesOf(node).filter(({ onFailure }) => onFailure || !isPagingPath(node)),
  );

/** Every Task has a timeout, later than its Lambda's, so that the Lambda's own error shows. */
export const everyTaskEnds: Invariant = eachState((node, _name, { functions }) => {
  const { Type, TimeoutSeconds, Parameters } = node;
  if (Type !== 'Task') return [];
  if (TimeoutSeconds === undefined || TimeoutSeconds < 1) {
    return [{ field: 'TimeoutSeconds', found: TimeoutSeconds, expected: 'a timeout of its own, in seconds' }];
  }
  if (!callsLambda(node)) return [];
  const called = functions.get(Parameters?.FunctionName ?? '');
  if (!called) {
    const expected = `a Lambda of the engine, with its contract in lib/checks/invariants/functions.ts: ${[...functions.keys()].join(', ')}`;
    return [{ field: 'Parameters.FunctionName', found: Parameters?.FunctionName, expected }];
  }
  return waits(node) || TimeoutSeconds > called.timeoutSeconds
    ? []
    : [
        {
          field: 'TimeoutSeconds',
          found: TimeoutSeconds,
          expected: `more than the ${called.timeoutSeconds} s that its Lambda may take`,
        },
      ];
});
