import type { Facts } from '../facts.ts';
import type { Reason } from '../reasons/reason.ts';

/** Preflight found nothing against acting. */
export interface Ready<Seen> {
  readonly ready: true;
  /** What acting would do, in one sentence: `Replace the 2 tasks of storefront one at a time.` */
  readonly intends: string;
  /** The state that acting is about to change. */
  readonly before: Facts;
  /** Evidence that the fix would destroy and a person would want later. */
  readonly evidence: Facts;
  /** What `act` must find unchanged (writer id, deployment id): the plan's view of the world. */
  readonly seen: Seen;
  /** What it changes for a while only. @default - what it changes stays, or it was not told for which attempt it looks */
  readonly leased?: LeasedChange;
  /** The same look with what could only be asked for by its first answers; it may still refuse. @default - it is whole */
  readonly rest?: () => Promise<Ready<Seen> | Refusal>;
}

/** All that a look finds. */
export const wholeLook = async <Seen>(look: Ready<Seen> | Refusal): Promise<Ready<Seen> | Refusal> =>
  'refused' in look || !look.rest ? look : look.rest();

/** The two values of a change that is taken back: what is there before it, and what it writes. */
export interface LeasedChange {
  readonly before: Facts;
  readonly wrote: Facts;
  /** `feature recommendations of shop`, what it is meanwhile, `off`, and what once it is put back, `on`. */
  readonly subject: string;
  readonly changed: string;
  readonly back: string;
}

/** The action does not act; nothing was changed. The sentence completes "Not acting because …". */
export interface Refusal {
  readonly refused: string;
  /** The same for code. @default - the action has no codes; `own-words` goes on record */
  readonly reason?: Reason;
}

/** The mutating calls were sent and accepted. */
export interface Done {
  /** What was done, in one sentence: `Started a rolling restart of storefront (2 tasks).` */
  readonly did: string;
  readonly after: Facts;
  /** Work that goes on: its id, by which its event names it. @default - none does */
  readonly work?: string;
}

/** What has become of work that went on. */
export interface Progress {
  readonly state: 'running' | 'succeeded' | 'failed';
  /** What it printed or returned, or why it failed: foreign text, which is capped and made one line where it is kept. */
  readonly said: string;
}

/** What an action's code may use besides its own SDK clients. */
export interface ActionContext {
  readonly now: () => Date;
  /** ISO 8601, UTC: when the worker's own time is over, and its place may be another's. Absent while it only looks. */
  readonly until?: string;
  /** The incident's id and the step's number, the same however often it is delivered. Absent in a dry run. */
  readonly attempt?: string;
  /** How long what it changes may stay before a person is told, in seconds. @default - it stays, or nobody said */
  readonly leaseSeconds?: number;
  /** Resolves once what only the whole look found is on record: nothing may be changed before. @default - it is */
  readonly recorded?: Promise<unknown> | undefined;
}

/**
 * The AWS calls of one action. The runner around it (run-action.ts) checks the incident, writes `started` and
 * records what came back; an action only looks and acts.
 */
export interface ActionHandler<Parameters extends object, Seen> {
  /** Reads only. An error thrown here means that nothing was changed. */
  readonly preflight: (parameters: Parameters, context: ActionContext) => Promise<Ready<Seen> | Refusal>;
  /**
   * Re-reads what `seen` names, last thing, and refuses if it changed; then sends the mutating calls, once, with
   * SDK retries off where a call is not idempotent. An error thrown here means that it may have taken effect, unless it is AWS's
   * definite no (definite-no.ts): one that sends several calls throws such a no only if none of them may have taken effect.
   */
  readonly act: (parameters: Parameters, seen: Seen, context: ActionContext) => Promise<Done | Refusal>;
  /** How its change is taken back. @default - it stays */
  readonly taking?: TakingBack<Parameters>;
  /** Reads only: what has become of its work. @default - nothing goes on after acting */
  readonly progress?: (work: string, parameters: Parameters) => Promise<Progress>;
}

/** The lease by which a change is taken back, as far as an action needs to know it. */
export interface Leased {
  /** The attempt: the incident's id and the step's number. */
  readonly id: string;
  readonly before: Facts;
  readonly wrote: Facts;
  /** ISO 8601, UTC: when it was changed. */
  readonly since: string;
}

/** How an action takes its change back. */
export interface TakingBack<Parameters extends object> {
  /** What is there now, with the fields of what was before and what was written; undefined where the target is gone. Reads only. */
  readonly look: (
    parameters: Parameters,
    lease: Leased,
    context: ActionContext,
  ) => Promise<Facts | undefined>;
  /** Puts back what was there before, once; errors mean the same as those of `act`. */
  readonly putBack: (
    parameters: Parameters,
    lease: Leased,
    context: ActionContext,
  ) => Promise<Done | Refusal>;
}

export type { Facts };
