import type { Done, Facts, Leased, Progress } from '#core/action/action-handler';
import type { Reason, Reasons } from '#core/reasons/reason';
import type { KitAction } from './define.ts';
import type { HttpCommand } from './http-client.ts';

/** An SDK command, or one for our own clients. The type of its answer is inferred. */
export type AwsCommand<Output> = SdkCommand<Output> | HttpCommand<object, Output>;

interface SdkCommand<Output> {
  readonly input: object;
  resolveMiddleware(
    stack: never,
    configuration: never,
    options: never,
  ): (given: never) => Promise<{ readonly output: Output }>;
}

/** Sends one command and returns its answer. */
export type Send = <Output>(command: AwsCommand<Output>) => Promise<Output>;

/** What `judge` makes of a snapshot. Acting is refused unless it finds every field of the pin unchanged. */
export type Judgement<Pin extends Facts> =
  | { readonly refuse: Reason }
  /** It would be refused at any time as configured, so doctor reports it. */
  | { readonly never: Reason }
  | {
      /** What acting would do, as one sentence. */
      readonly intends: string;
      readonly before: Facts;
      readonly evidence: Facts;
      readonly pin: Pin;
      /** The members to act on, if there are several: only those that both looks choose. @default - there is no choice */
      readonly chosen?: readonly string[];
    };

/** What `change` acts on: what both looks agree on. */
export interface Agreed<Pin extends Facts, Snapshot = unknown> {
  readonly pin: Pin;
  /** What the second look saw, for an API that replaces a whole object to change a part. */
  readonly snapshot: Snapshot;
  readonly chosen: readonly string[];
  /** The incident's id and the step's number, the same in every delivery. */
  readonly attempt: string;
}

/** The class of a service's SDK client. */
export type ClientClass = new (settings: { maxAttempts?: number; region?: string }) => object;

/** The context of one look. */
export interface Look {
  readonly now: Date;
  /** True for the second look, right before acting. It skips what only people read and what can't have changed. */
  readonly again: boolean;
  /** How long its change may stay before a person is told, in seconds. @default - not known, or the change is not temporary */
  readonly leaseSeconds?: number;
}

/** The calls of an action of the kit. */
export interface Calls<Parameters extends object, Snapshot, Pin extends Facts> {
  /** SDK client classes, by the service's prefix in IAM. */
  readonly clients: Readonly<Record<string, ClientClass>>;
  /** Reads only. */
  readonly observe: (parameters: Parameters, read: Send, look: Look) => Promise<Snapshot>;
  /**
   * Makes the reads that depend on the first look's answers, while `started` is written: evidence for people, and what may still
   * refuse. The pin must not depend on them, since the second look does not repeat them. @default - `observe` reads all
   */
  readonly complete?: (snapshot: Snapshot, parameters: Parameters, read: Send) => Promise<Snapshot>;
  /** Pure: judges the snapshot. */
  readonly judge: (snapshot: Snapshot, parameters: Parameters, now: Date) => Judgement<Pin>;
  /** Sends the changing calls, each through `send`. Errors may be thrown as they are. */
  readonly change: (parameters: Parameters, agreed: Agreed<Pin, Snapshot>, send: Send) => Promise<Done>;
  /** How its change is restored; requires `leased` in the action's data. @default - the change stays */
  readonly restore?: Restore<Parameters, Pin>;
  /** Reads the state of the work that `change` started and named. @default - no work goes on after the calls */
  readonly progress?: (work: string, read: Send, parameters: Parameters) => Promise<Progress>;
}

/**
 * How a change is restored (rule 16). It is restored only if every field of `wrote` still has that value. If every field of
 * `before` does, there is nothing to restore. Anything else is someone else's change, and is left alone.
 */
export interface Restore<Parameters extends object, Pin extends Facts> {
  /** Pure: the value before the change, and the value it writes. */
  readonly values: (
    pin: Pin,
    parameters: Parameters,
    attempt: string,
  ) => { readonly before: Facts; readonly wrote: Facts };
  /** Reads the present value; undefined if the target no longer exists. */
  readonly look: (parameters: Parameters, read: Send, lease: Leased) => Promise<Facts | undefined>;
  /** Sends the calls that restore `before`, with every precondition that the API has, or says why it can't be done now. */
  readonly putBack: (
    parameters: Parameters,
    lease: Leased,
    by: { readonly send: Send; readonly read: Send; readonly now: Date },
  ) => Promise<Done | { readonly refuse: Reason }>;
}

/** An action of the kit with its calls. */
export interface Kit<Parameters extends object, Snapshot, Pin extends Facts> {
  readonly action: KitAction<Parameters, Reasons>;
  readonly calls: Calls<Parameters, Snapshot, Pin>;
}

/** Declares the calls of an action. */
export const kitCalls = <Parameters extends object, Snapshot, Pin extends Facts>(
  action: KitAction<Parameters, Reasons>,
  calls: Calls<Parameters, Snapshot, Pin>,
): Kit<Parameters, Snapshot, Pin> => ({ action, calls });

/** The answer, or undefined if AWS says that the resource does not exist. */
export async function ifThere<Output>(
  asked: Promise<Output>,
  ...notThere: readonly string[]
): Promise<Output | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && notThere.includes(error.name)) return undefined;
    throw error;
  }
}
