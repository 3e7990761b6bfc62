import type { drills } from './gate.ts';
import type { Happening } from './happenings.ts';

/**
 * The steps of made-up runbooks: restart an ECS service, flush a cache, fail over a database cluster, turn a feature off for a
 * while, start a state machine whose work goes on, invoke an alias of a function, roll the function's alias back, and grow
 * storage, which never shrinks.
 */
export const stepKinds = [
  'restart',
  'flush',
  'failover',
  'feature',
  'work',
  'invoke',
  'roll-back',
  'grow',
] as const;
export type StepKind = (typeof stepKinds)[number];

/** A small runbook made for a story. All of them act on the same few targets unless they say otherwise. */
export interface Recipe {
  /** Empty: its alarm is only paged. */
  readonly steps: readonly StepKind[];
  readonly mode?: 'auto' | 'approve' | 'watch' | 'off';
  /** How a person answers each request for an approval. @default - nobody answers */
  readonly answer?: 'approve' | 'deny';
  /** In seconds, like the next two. */
  readonly pageBy?: number;
  readonly verifyWithin?: number;
  readonly holdFor?: number;
  /** In seconds. @default 60 */
  readonly cooldown?: number;
  /** In seconds. @default 300 */
  readonly staleAfter?: number;
  /** @default 10 */
  readonly maxRunsPerDay?: number;
  /** How many runs without effect open its breaker for an hour. @default 10 */
  readonly breaker?: number;
  /** How many incidents within five minutes are not yet a mass failure. @default 10 */
  readonly massFailure?: number;
  /** A `restart` step acts on the service that the alarm names, if it is one of these. @default - it acts on `service` */
  readonly allows?: string | readonly string[];
  /** The service that a `restart` step acts on. @default shop */
  readonly service?: string;
  /** How the work of a `work` step ends. @default succeeds */
  readonly work?: 'succeeds' | 'fails';
  /** The alias of the function that an `invoke` step invokes. @default live */
  readonly alias?: 'live' | 'canary';
  /** Whether a second metric has to confirm the recovery. @default false */
  readonly andMetric?: boolean;
  /** Whether a change calendar has to be open. @default false */
  readonly calendar?: boolean;
  /** What a drill has proven, in an environment that requires one. @default - none is required */
  readonly drilled?: keyof typeof drills;
  /** Whether the alarm is adopted by its tag instead of its name. @default false */
  readonly tagged?: boolean;
}

/** Unusual circumstances of an alarm, from the beginning of the story. */
export const circumstances = {
  'forged state': 'somebody sets its alarm to ALARM, and nothing is broken',
  'actions disabled': "the alarm's own actions are disabled",
  suppressed: "another alarm suppresses this one's actions",
  muted: 'a mute rule is active for the alarm',
  'pages by itself': 'the alarm pages somebody by itself, too',
  'change freeze': 'the change calendar is closed',
  'foreign target': 'its alarm names a service that the runbook does not allow',
  'forged event': "its event names another service than the alarm's own",
  'late description': 'CloudWatch describes it as OK for 20 s after its event of ALARM',
  'unreadable tags': "nobody is allowed to read its alarm's tags",
  'quiet death':
    'what helps does not heal it: no metric is reported any more, which its alarm takes for good',
} as const;
export type Circumstance = keyof typeof circumstances;

/** A drill: its service works until then, and is then broken on purpose. */
export interface Drilling {
  /** In seconds after the story began. */
  readonly at: number;
  /** How long the fault lasts at most, in seconds. */
  readonly lasts: number;
  /** What goes wrong: nobody watches once the fault has been made, or the mark names another target. @default - nothing */
  readonly but?: 'its terminal dies' | 'it names another target';
}

/** One alarm with its runbook. */
export interface Part {
  /** With a drill, the service breaks only in it and at `again`. @default - nobody drills it */
  readonly drill?: Drilling;
  /** A sample runbook's id, or a recipe. */
  readonly runbook: string | Recipe;
  /** The step that makes its service work again; 0: nothing helps. */
  readonly healsAt: number;
  /** When its service breaks, in seconds after the story began. @default 0 */
  readonly after?: number;
  /** Whether the fix of another part also heals it. @default false */
  readonly healsWithOthers?: boolean;
  /** When its service breaks again, in seconds after the story began. @default - it does not */
  readonly again?: readonly number[];
  /** The length of its alarm's period, in seconds. @default 60 */
  readonly period?: number;
  /** @default - everything is as it should be */
  readonly given?: Circumstance;
}

/** What people do at a moment of their own choosing; each is a `nightshift` command. */
export const acts = {
  take: 'takes the newest incident over',
  deny: 'denies what the newest incident asks for',
  approve: 'approves what the newest incident asks for',
  'stop-all': 'stops everything',
  resume: 'lifts the stop',
  off: 'switches the runbook off',
  watch: 'switches the runbook to watch',
  auto: 'switches the runbook to auto',
  clear: 'takes back what was switched',
  run: 'runs the first step by hand',
} as const;
export type Act = keyof typeof acts;

/** One thing that a person does. */
export interface Doing {
  /** In seconds after the story began. */
  readonly at: number;
  readonly does: Act;
  /** The index of the part whose alarm and runbook it is about. @default 0 */
  readonly part?: number;
}

/** The quotas that may be in force. */
export const accounts = {
  usual: "AWS's default quotas and the functions' reserved concurrency",
  new: 'The quotas of a new account, which cannot reserve concurrency,',
  crowded: 'The quotas of an account whose other functions leave two invocations at a time',
} as const;

/** How harsh AWS is throughout the story. Times in seconds. */
export interface Weather {
  /** How far the moment in a change's event may differ from what CloudWatch describes, either way. @default 0 */
  readonly eventClock?: number;
  /** How far the clocks of the functions' machines may be off, either way. @default 0 */
  readonly machineClocks?: number;
  /** Reads that are not consistent show the table as it was this long ago. @default 0 */
  readonly staleReads?: number;
  /** Indexes show the table as it was this long ago. @default 0 */
  readonly indexLag?: number;
  /** Waits, timeouts and retries of Step Functions end up to this much late. @default 0 */
  readonly lateTimers?: number;
  /** One-shot schedules fire this much later than asked. @default 0 */
  readonly lateSchedules?: number;
  /** One-shot schedules fire twice, or never. @default - once */
  readonly schedules?: 'twice' | 'never';
  /** The share of events that arrive twice, and the share that arrives up to a minute later than others. @default 0 */
  readonly twice?: number;
  readonly late?: number;
  /** The share of transactions that conflict with another one, and of calls that are throttled once. @default 0 */
  readonly conflicts?: number;
  readonly throttles?: number;
  /** The share of the engine's writes whose first answer is lost, so that the SDK sends them again. @default 0 */
  readonly sentAgain?: number;
  /** Whose quotas and concurrency are in force. In a crowded account, two invocations at a time are left. @default - none are */
  readonly account?: keyof typeof accounts;
}

/** A whole story: the same JSON gives the same story again, call by call. */
export interface Story {
  readonly parts: readonly Part[];
  readonly happenings: readonly Happening[];
  /** @default - people only answer requests */
  readonly people?: readonly Doing[];
  /**
   * Whether people approve and deny by the link in the message, on the answer page. A mail scanner opens each link first.
   * @default false: by the command
   */
  readonly byLink?: boolean;
  /** When a colleague deploys the feature's flags, in seconds after the story began. @default - nobody does */
  readonly strangers?: readonly number[];
  /** Whether the diagnosis, which only reads, looks around beside each incident. @default false */
  readonly diagnoses?: boolean;
  /** @default - none */
  readonly weather?: Weather;
  /** Seeds the jitter in back-offs, the latencies and the weather. */
  readonly seed: number;
  /** The longest that a call may take, in seconds. Each takes a random share, which reorders them. @default - each takes 0.02 s */
  readonly jitter?: number;
  /** Calls take effect one at a time, in an order drawn by this seed. @default - as they are sent */
  readonly order?: number;
  /**
   * Whether the sweeper and the reconciler are left out where they would find the same as in their last run.
   * @default false: only looks at nothing are left out
   */
  readonly skipsLooks?: boolean;
  /** How far CloudWatch's descriptions of recoveries lag behind its events, in seconds. @default 0 */
  readonly lag?: number;
}

/** What a happening is called in tables. */
export const kindOf = (happening: Happening): string =>
  'fault' in happening
    ? happening.fault
    : 'event' in happening
      ? `event ${happening.event}`
      : happening.throwIn;
