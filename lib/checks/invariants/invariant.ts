import type { DeployedRunbook } from '#core/runbook/runbook';
import type { Called } from './functions.ts';
import type { Definition, Node } from './graph.ts';

/** What an invariant looks at: one runbook's definition, and what the definition depends on. */
export interface Subject {
  readonly runbook: DeployedRunbook;
  readonly definition: Definition;
  readonly nodes: ReadonlyMap<string, Node>;
  /** The placeholders that the deployment will fill. */
  readonly substitutions: readonly string[];
  /** By placeholder. */
  readonly functions: ReadonlyMap<string, Called>;
}

/** Where a definition breaks an invariant. */
export interface Finding {
  /** @default - the definition as a whole */
  readonly state?: string;
  readonly field: string;
  readonly found: unknown;
  readonly expected: string;
}

/** A promise that every definition keeps. */
export type Invariant = (subject: Subject) => Finding[];

/** An invariant of each state by itself. */
export const eachState =
  (check: (node: Node, name: string, subject: Subject) => readonly Omit<Finding, 'state'>[]): Invariant =>
  (subject) =>
    [...subject.nodes].flatMap(([state, node]) =>
      check(node, state, subject).map((finding) => ({ state, ...finding })),
    );

const lambda = 'arn:aws:states:::lambda:invoke';
const waitingLambda = `${lambda}.waitForTaskToken`;

/** Whether a Task sleeps until someone answers its token. */
export const waits = ({ Resource }: Node): boolean => Resource?.endsWith('.waitForTaskToken') ?? false;

export const callsLambda = ({ Resource }: Node): boolean => Resource === lambda || Resource === waitingLambda;

/** What a Task tells the Lambda that it calls. */
export const payloadOf = ({ Parameters }: Node): Readonly<Record<string, unknown>> =>
  Parameters?.Payload ?? {};

/** Whether a Task may change something: it calls an action, and not only to look. */
export const changes = (node: Node): boolean => payloadOf(node)['dryRun'] === false;
