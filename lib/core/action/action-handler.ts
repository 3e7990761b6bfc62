/** Facts in a record, small enough to keep and to print: the page and the history show them. */
export type Facts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** Preflight found nothing against acting. */
export interface Ready<Seen> {
  readonly ready: true;
  /** What acting would do, in one sentence: `Replace the 2 tasks of storefront one at a time.` */
  readonly intends: string;
  /** The state that acting is about to change. */
  readonly before: Facts;
  /** What the fix would destroy and a person would miss in the morning. */
  readonly evidence: Facts;
  /** What `act` must find unchanged (writer id, deployment id): the plan's view of the world. */
  readonly seen: Seen;
}

/** The action does not act; nothing was changed. The sentence completes "Not acting because …". */
export interface Refusal {
  readonly refused: string;
  /** The same as a code and what it is about, for those who count and compare. @default - the action has no codes */
  readonly reason?: { readonly code: string; readonly facts: Facts };
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
  /** The incident's id and the step's number, the same however often it is delivered. Absent while it only looks. */
  readonly attempt?: string;
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
  /** Reads only: what has become of its work. @default - nothing goes on after acting */
  readonly progress?: (work: string, parameters: Parameters) => Promise<Progress>;
}
