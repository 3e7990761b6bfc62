import type { Done, Facts, Leased, Progress } from '#core/action/action-handler';
import type { Reason, Reasons } from '#core/reasons/reason';
import type { KitAction } from './define.ts';
import type { HttpCommand } from './http-client.ts';

/** A command of the SDK, or of a client of our own, as far as the kit needs to know one: what it answers is inferred. */
export type AwsCommand<Output> = SdkCommand<Output> | HttpCommand<object, Output>;

interface SdkCommand<Output> {
  readonly input: object;
  resolveMiddleware(
    stack: never,
    configuration: never,
    options: never,
  ): (given: never) => Promise<{ readonly output: Output }>;
}

/** Sends one command and gives its answer. */
export type Send = <Output>(command: AwsCommand<Output>) => Promise<Output>;

/** What came of a look. The pin is what acting must find unchanged, field by field. */
export type Judgement<Pin extends Facts> =
  | { readonly refuse: Reason }
  /** It would be refused at any hour as things are set up: a finding for the doctor. */
  | { readonly never: Reason }
  | {
      /** What acting would do, in one sentence. */
      readonly intends: string;
      readonly before: Facts;
      readonly evidence: Facts;
      readonly pin: Pin;
      /** Which of several it acts on; only those that are chosen at both looks are. @default - there is no choice */
      readonly chosen?: readonly string[];
    };

/** What `change` is to act on: what both looks agree on. */
export interface Agreed<Pin extends Facts, Snapshot = unknown> {
  readonly pin: Pin;
  /** What the second look saw: for an API that replaces a whole of which only a part is changed. */
  readonly snapshot: Snapshot;
  readonly chosen: readonly string[];
  /** What makes a delivered request the same: the incident's id and the step's number. */
  readonly attempt: string;
}

/** How an SDK client of one service is made; the client's class. */
export type ClientClass = new (settings: { maxAttempts?: number; region?: string }) => object;

/** What a look is for, and when. */
export interface Look {
  readonly now: Date;
  /** Whether it is the second look, right before acting: what only a person reads is left out, and what can't have changed. */
  readonly again: boolean;
  /** How long what it changes may stay before a person is told, in seconds. @default - not known, or it stays */
  readonly leaseSeconds?: number;
}

/** The calls of an action of the kit. */
export interface Calls<Parameters extends object, Snapshot, Pin extends Facts> {
  /** By the service's prefix in IAM. */
  readonly clients: Readonly<Record<string, ClientClass>>;
  /** Reads only. */
  readonly observe: (parameters: Parameters, read: Send, look: Look) => Promise<Snapshot>;
  /**
   * Reads what the first look's answers were needed to ask for, beside writing `started`: what a person reads, and what may still
   * refuse. Nothing that the pin has, which the second look reads again. @default - `observe` reads all
   */
  readonly complete?: (snapshot: Snapshot, parameters: Parameters, read: Send) => Promise<Snapshot>;
  /** Pure: what is so, and what may be done about it. */
  readonly judge: (snapshot: Snapshot, parameters: Parameters, now: Date) => Judgement<Pin>;
  /** Sends the changing calls, each through `send`; whatever goes wrong there may be thrown as it is. */
  readonly change: (parameters: Parameters, agreed: Agreed<Pin, Snapshot>, send: Send) => Promise<Done>;
  /** How its change is taken back; with `leased` in the action's data. @default - it stays */
  readonly restore?: Restore<Parameters, Pin>;
  /** Reads what has become of the work that `change` began and named. @default - nothing goes on after the calls */
  readonly progress?: (work: string, read: Send, parameters: Parameters) => Promise<Progress>;
}

/**
 * How a change is taken back (rule 16). It is put back if every field of `wrote` is what is there now; where every field of `before` is,
 * there is nothing to put back; anything else is a stranger's, and nobody touches it.
 */
export interface Restore<Parameters extends object, Pin extends Facts> {
  /** Pure: what is there before the change, and what it is going to write. */
  readonly values: (
    pin: Pin,
    parameters: Parameters,
    attempt: string,
  ) => { readonly before: Facts; readonly wrote: Facts };
  /** What is there now; undefined where the target is gone. Reads only. */
  readonly look: (parameters: Parameters, read: Send, lease: Leased) => Promise<Facts | undefined>;
  /** Sends the calls that put `before` back, with every precondition that the API has. */
  readonly putBack: (
    parameters: Parameters,
    lease: Leased,
    by: { readonly send: Send; readonly read: Send; readonly now: Date },
  ) => Promise<Done>;
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

/** The answer, or undefined where AWS says that there is no such thing. */
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
