import type * as z from 'zod/mini';
import { placeholder } from '#workflow/substitutions';
import { edgesOf, type Node, type Rule } from './graph.ts';
import { eachState, type Finding, type Invariant, payloadOf, type Subject, waits } from './invariant.ts';

/**
 * What the context object always holds. `$$.Execution.Input` only as a whole: what is in it depends on who started.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
const context = [
  '$$.Execution.Id',
  '$$.Execution.Input',
  '$$.Execution.Name',
  '$$.Execution.StartTime',
  '$$.State.EnteredTime',
  '$$.State.Name',
  '$$.State.RetryCount',
  '$$.StateMachine.Id',
  '$$.StateMachine.Name',
];

/** What the data may be when a state is entered: for each possibility, by name, the paths that are in it. */
type Data = ReadonlyMap<string, ReadonlySet<string>>;

/** A path that is not there ends an execution at once, and no Catch sees it: so each has to be known to be there. */
export const everyPathExists: Invariant = (subject) => {
  const entered = dataAt(subject);
  return [...subject.nodes].flatMap(([state, node]) => {
    const data = entered.get(state);
    return data
      ? pathsOf(node).flatMap((used) => unknownIn(data, used, node).map((one) => ({ state, ...one })))
      : [];
  });
};

interface Used {
  readonly field: string;
  readonly path: string;
}

function unknownIn(data: Data, { field, path }: Used, node: Node): Omit<Finding, 'state'>[] {
  if (path === '$' || context.includes(path) || (path === '$$.Task.Token' && waits(node))) return [];
  return [...data]
    .filter(([, paths]) => !paths.has(path))
    .map(([name, paths]) => ({
      field,
      found: path,
      expected: path.startsWith('$$')
        ? `one of ${context.join(', ')}, or a path that a Choice has found present`
        : `a path that is in ${name}, which may be the data here: ${[...paths].join(', ') || 'none is'}`,
    }));
}

/** The paths that a state reads, with the field in which each stands. */
function pathsOf(node: Node): Used[] {
  const { Choices = [], Parameters = {}, OutputPath, ...rest } = node;
  const direct = Object.entries(rest).filter(([field]) =>
    /^(InputPath|CausePath|ErrorPath|SecondsPath|TimestampPath|TimeoutSecondsPath)$/.test(field),
  );
  return [
    ...direct.flatMap(([field, text]) => pathsIn(field, text)),
    ...templated('Parameters', Parameters),
    ...Choices.flatMap((rule, index) => tested(rule, `Choices[${index}]`)),
    // A Task's own output path is into its answer.
    ...(node.Type === 'Task' ? [] : pathsIn('OutputPath', OutputPath)),
  ];
}

/** A test for presence needs nothing to be there, nor do the tests that follow it in an `And`. */
function tested({ Variable, IsPresent, And = [] }: Rule, field: string): Used[] {
  const found = And.flatMap((rule) => (rule.IsPresent && rule.Variable ? [rule.Variable] : []));
  return [
    ...(Variable && IsPresent === undefined ? [{ field: `${field}.Variable`, path: Variable }] : []),
    ...And.flatMap((rule, index) => tested(rule, `${field}.And[${index}]`)).filter(
      ({ path }) => !found.includes(path),
    ),
  ];
}

/** Step Functions reads a text as a path where its key ends in `.$`. */
function templated(field: string, value: unknown): Used[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    key.endsWith('.$') ? pathsIn(`${field}.${key}`, entry) : templated(`${field}.${key}`, entry),
  );
}

/** The paths of a text, also of one that calls an intrinsic function; what stands in quotes is text. */
const pathsIn = (field: string, text: unknown): Used[] =>
  typeof text === 'string'
    ? [...text.replace(/'(\\.|[^'\\])*'/g, '').matchAll(/\$\$?(?:\.[A-Za-z_][\w-]*|\[[^\]]*\])*/g)].map(
        ([path]) => ({ field, path }),
      )
    : [];

/** Follows the data from state to state until nothing new comes of it. */
function dataAt(subject: Subject): ReadonlyMap<string, Data> {
  const entered = new Map<string, Map<string, ReadonlySet<string>>>();
  const ahead: Array<{ to: string; data: Data }> = [
    { to: subject.definition.StartAt, data: new Map([['the event', new Set<string>()]]) },
  ];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const node = subject.nodes.get(next.to);
    if (!node) continue;
    const known = entered.get(next.to) ?? new Map<string, ReadonlySet<string>>();
    const fresh = [...next.data].filter(([name]) => !known.has(name));
    if (fresh.length === 0 && entered.has(next.to)) continue;
    entered.set(next.to, new Map([...known, ...fresh]));
    ahead.push(...leaving(node, new Map(fresh), subject));
  }
  return entered;
}

/** What goes on from a state, along each of its edges. */
function leaving(node: Node, data: Data, subject: Subject): Array<{ to: string; data: Data }> {
  if (node.Type !== 'Choice') {
    return edgesOf(node).map(({ to, onFailure }) => ({
      to,
      // Every Catch leaves the data as it was.
      data: onFailure ? data : answerOf(node, data, subject),
    }));
  }
  const ways: Array<{ to: string; data: Data }> = [];
  let left = data;
  for (const rule of node.Choices ?? []) {
    const present = presentIn(rule);
    if (rule.Next) ways.push({ to: rule.Next, data: withPresent(left, present) });
    const [only, ...more] = present;
    // What fails a rule is known only if the rule is a single test for presence.
    if (only && more.length === 0 && rule.IsPresent) left = withoutPath(left, only);
  }
  return node.Default ? [...ways, { to: node.Default, data: left }] : ways;
}

const presentIn = ({ Variable, IsPresent, And = [] }: Rule): string[] => [
  ...(IsPresent && Variable ? [Variable] : []),
  ...And.flatMap(presentIn),
];

/**
 * What the data may be once paths were found present. Stages have fixed outputs; only the context may hold what no contract
 * names.
 */
function withPresent(data: Data, present: readonly string[]): Data {
  if (present.length === 0) return data;
  const inContext = present.filter((path) => path.startsWith('$$'));
  const inData = present.filter((path) => !path.startsWith('$$'));
  return new Map(
    [...data]
      .filter(([, paths]) => inData.every((path) => paths.has(path)))
      .map(([name, paths]) => [
        inContext.length > 0 ? `${name} with ${inContext.join(', ')}` : name,
        new Set([...paths, ...inContext]),
      ]),
  );
}

const withoutPath = (data: Data, path: string): Data =>
  new Map([...data].filter(([, paths]) => !paths.has(path)));

/** What a Task or a Pass makes of the data when it succeeds. */
function answerOf(node: Node, data: Data, { functions }: Subject): Data {
  if (node.Type !== 'Task' || node.ResultPath === null) return data;
  const name = node.Parameters?.FunctionName;
  const called = name === undefined ? undefined : functions.get(name);
  if (called && node.OutputPath === '$.Payload') {
    return new Map([[`the answer of ${name}`, pathsOfSchema(called.output)]]);
  }
  return new Map([['an answer that no contract describes', new Set<string>()]]);
}

/** What an object of this schema always holds. */
function pathsOfSchema(schema: z.ZodMiniObject, at = '$'): ReadonlySet<string> {
  return new Set(
    Object.entries(schema.shape).flatMap(([key, field]) => {
      if (isOptional(field)) return [];
      const path = `${at}.${key}`;
      return 'shape' in field ? [path, ...pathsOfSchema(field as z.ZodMiniObject, path)] : [path];
    }),
  );
}

const isOptional = (field: z.core.$ZodType): boolean => field._zod.optout === 'optional';

/** A Lambda takes no unknown key and misses none that it needs. */
export const everyInputFitsItsContract: Invariant = eachState((node, _name, { functions }) => {
  const called = functions.get(node.Parameters?.FunctionName ?? '');
  if (!called) return [];
  const given = Object.keys(payloadOf(node)).map((key) => key.replace(/\.\$$/, ''));
  const { shape } = called.input;
  const field = 'Parameters.Payload';
  return [
    ...given
      .filter((key) => !Object.hasOwn(shape, key))
      .map((key) => ({ field, found: key, expected: `one of ${Object.keys(shape).join(', ')}` })),
    ...Object.entries(shape)
      .filter(([key, type]) => !isOptional(type) && !given.includes(key))
      .map(([key]) => ({ field, found: given, expected: `also ${key}, which its Lambda needs` })),
  ];
});

/** Every `\${Name}` is one that the deployment fills, and none is filled for nothing. */
export const everyPlaceholderIsDeclared: Invariant = ({ definition, substitutions }) => {
  const used = new Set([...JSON.stringify(definition).matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name));
  return [
    ...[...used]
      .filter((name) => !substitutions.includes(name))
      .map((name) => ({
        field: 'substitutions',
        found: placeholder(name),
        expected: `one that is declared: ${substitutions.join(', ')}`,
      })),
    ...substitutions
      .filter((name) => !used.has(name))
      .map((name) => ({
        field: 'substitutions',
        found: name,
        expected: 'a placeholder that the definition uses',
      })),
  ];
};
