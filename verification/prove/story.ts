import type { drills } from './gate.ts';
import type { Happening } from './happenings.ts';

/**
 * The made-up steps: a restart of an ECS service, a flush of a cache, a failover of a database cluster, a feature turned off for a
 * while; a state machine whose work goes on, an alias of a function that is invoked, the function's alias rolled back, and storage
 * that grows and never shrinks.
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

/** A small runbook made for a story; all of them act on the same few targets, if they say nothing else. */
export interface Recipe {
  /** None: its alarm is only paged. */
  readonly steps: readonly StepKind[];
  readonly mode?: 'auto' | 'approve' | 'watch' | 'off';
  /** What a person answers to each request for an approval. @default - nobody answers */
  readonly answer?: 'approve' | 'deny';
  /** In seconds. */
  readonly pageBy?: number;
  readonly verifyWithin?: number;
  readonly holdFor?: number;
  /** In seconds. @default 60 */
  readonly cooldown?: number;
  /** In seconds. @default 300 */
  readonly staleAfter?: number;
  /** @default 10 */
  readonly maxRunsPerDay?: number;
  /** Runs without effect that open its breaker for an hour. @default - more than there are */
  readonly breaker?: number;
  /** Incidents within five minutes that are no mass failure yet. @default 10 */
  readonly massFailure?: number;
  /** A step `restart` acts on the service that the alarm names, and the runbook allows these. @default - on `service` */
  readonly allows?: string | readonly string[];
  /** Which service a step `restart` acts on. @default shop */
  readonly service?: string;
  /** How the work that a step `work` begins ends. @default succeeds */
  readonly work?: 'succeeds' | 'fails';
  /** Which alias of the function a step `invoke` invokes. @default live */
  readonly alias?: 'live' | 'canary';
  /** Whether a second metric has to agree that it has recovered. @default false */
  readonly andMetric?: boolean;
  /** Whether a change calendar has to be open. @default false */
  readonly calendar?: boolean;
  /** Whether its environment requires a drill, and what one has proven. @default - it requires none */
  readonly drilled?: keyof typeof drills;
  /** Whether the alarm is adopted by its tag instead of its name. @default false */
  readonly tagged?: boolean;
}

/** What is not as it should be around an alarm, from the beginning. */
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

/** A drill: its service works until then, and is broken on purpose. */
export interface Drilling {
  /** In seconds after the story began. */
  readonly at: number;
  /** How long the fault lasts at most, in seconds. */
  readonly lasts: number;
  /** What goes on besides: nobody looks on after the fault was made, or its mark names another target. @default - all is well */
  readonly but?: 'its terminal dies' | 'it names another target';
}

/** One alarm with its runbook. */
export interface Part {
  /** It breaks only when it is drilled, and `again`. @default - nobody drills it */
  readonly drill?: Drilling;
  /** A sample runbook's id, or a recipe. */
  readonly runbook: string | Recipe;
  /** The step after which its service works again; 0: nothing helps. */
  readonly healsAt: number;
  /** When its service breaks, in seconds after the story began. @default 0 */
  readonly after?: number;
  /** Whether the fix of another part heals it, too. @default false */
  readonly healsWithOthers?: boolean;
  /** When its service breaks anew, in seconds after the story began. @default - it does not */
  readonly again?: readonly number[];
  /** The length of its alarm's period, in seconds. @default 60 */
  readonly period?: number;
  /** @default - everything is as it should be */
  readonly given?: Circumstance;
}

/** What people do at a moment of their own choice; each is a command of `nightshift`. */
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
  /** Which alarm's runbook it is about: the index of its part. @default 0 */
  readonly part?: number;
}

/** The quotas that may be in force. */
export const accounts = {
  usual: "AWS's default quotas and the functions' reserved concurrency",
  new: 'The quotas of a new account, which cannot reserve concurrency,',
  crowded: 'The quotas of an account whose other functions leave two invocations at a time',
} as const;

/** How harsh AWS is, all through the story. Times in seconds. */
export interface Weather {
  /** The event of a change names a moment that differs by so much from what CloudWatch describes, either way. @default 0 */
  readonly eventClock?: number;
  /** The clocks of the functions' machines differ by up to so much, either way. @default 0 */
  readonly machineClocks?: number;
  /** Reads that are not consistent show the table as it was so long ago. @default 0 */
  readonly staleReads?: number;
  /** Indexes do. @default 0 */
  readonly indexLag?: number;
  /** Waits, timeouts and retries of Step Functions end up to so much later. @default 0 */
  readonly lateTimers?: number;
  /** One-shot schedules fire so much later than asked. @default 0 */
  readonly lateSchedules?: number;
  /** One-shot schedules fire twice, or never. @default - once */
  readonly schedules?: 'twice' | 'never';
  /** Share of events that arrive twice, and of those that arrive up to a minute later than others. @default 0 */
  readonly twice?: number;
  readonly late?: number;
  /** Share of transactions that meet another one, and of calls that are throttled once. @default 0 */
  readonly conflicts?: number;
  readonly throttles?: number;
  /** Whose quotas and concurrency are in force; of a crowded account other functions take all but two. @default - none are */
  readonly account?: keyof typeof accounts;
}

/** One story, whole: the same JSON gives the same story again, call by call. */
export interface Story {
  readonly parts: readonly Part[];
  readonly happenings: readonly Happening[];
  /** @default - nobody does anything but answer */
  readonly people?: readonly Doing[];
  /**
   * Whether people approve and deny by the link in the message, on an answer page; a scanner of mail opens each link before.
   * @default false: by the command
   */
  readonly byLink?: boolean;
  /** When a colleague deploys the feature's flags, in seconds after the story began. @default - nobody does */
  readonly strangers?: readonly number[];
  /** Whether something looks around beside each incident, which only reads. @default false */
  readonly diagnoses?: boolean;
  /** @default - none of it */
  readonly weather?: Weather;
  /** Of the jitter in back-offs and of latencies. */
  readonly seed: number;
  /** The longest a call takes, in seconds, by chance: the order of calls follows. @default - each takes 0.02 s */
  readonly jitter?: number;
  /** Calls take effect one at a time, in an order that fast-check's scheduler draws by this seed. @default - as they are sent */
  readonly order?: number;
  /**
   * Whether the sweeper and the reconciler do not run where they would find what their last run has found.
   * @default false: each run is played
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
