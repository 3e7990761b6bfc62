import type { Facts } from '../action/action-handler.ts';
import type { Reason } from '../reasons/reason.ts';
import type { DeployedRunbook, Mode } from '../runbook/runbook.ts';
import type { Approval } from './approvals.ts';
import type { WorkEnded } from './findings.ts';
import type { LentLock } from './memory.ts';

/** How an incident can end; `by-hand` is no alarm's: a person ran one step. See `outcomes.ts` for who is told. */
export const verdicts = [
  'healed',
  'self-recovered',
  'escalated',
  'suppressed',
  'duplicate',
  'by-hand',
] as const;
export type Verdict = (typeof verdicts)[number];

/**
 * What Admit decided. `duplicate` and `ask` are answers to an execution and never on record: `ask` is `act` in mode
 * `approve`, where a person is asked before each step.
 */
export const answers = [
  'act',
  'ask',
  'join',
  'watch',
  'page',
  'self-recovered',
  'suppressed',
  'duplicate',
] as const;
export type Answer = (typeof answers)[number];

/** One step with its values: what the incident will do, fixed when it opens. */
export interface PlannedStep {
  readonly action: string;
  readonly title: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** ARNs that the step locks: what it touches, and what that lies in. */
  readonly targets: readonly string[];
  /** Those of them that it does not touch: its own target lies in them. @default - none */
  readonly within?: readonly string[];
  readonly timeoutSeconds: number;
  readonly verifyWithinSeconds: number;
  /** It does not start before a person has approved it. @default - it needs nobody */
  readonly approval?: 'required';
  /** When its change is taken back, and when a person is told that it was not. @default - it changes nothing for a while only */
  readonly lease?: LeaseTerms;
}

/** How long a change stays that is taken back. */
export interface LeaseTerms {
  /** After the alarm has held its OK, in seconds. */
  readonly restoreAfterSeconds: number;
  /** A person is told if it is not taken back so long after it was made, in seconds. */
  readonly atMostSeconds: number;
}

/** The alarm as CloudWatch described it when the incident opened. */
export interface AlarmFacts {
  readonly arn: string;
  readonly name: string;
  readonly reason: string;
  /** The alarm's own actions page somebody when it fires. */
  readonly pagesByItself: boolean;
  /** ISO 8601, UTC: since when CloudWatch described it as in ALARM. @default - it was not in ALARM, or not readable */
  readonly firingSince?: string;
}

/** One state change of an alarm and all that follows. */
export interface Incident {
  /** `yyyymmdd-hhmm-xxxxxxxx`, derived from alarm ARN and state timestamp: the same change has the same id. */
  readonly id: string;
  readonly environment: string;
  readonly runbook: Pick<
    DeployedRunbook,
    'id' | 'version' | 'owner' | 'why' | 'page' | 'recovered' | 'guards' | 'approval'
  >;
  readonly mode: Mode;
  /** Why a person is asked before each step, where its runbook as it is deployed acts by itself. @default - it does not, or does */
  readonly asks?: Reason;
  /** As its runbook is deployed, where it counted as another: what counts again once a person's switch is taken back. @default - as deployed */
  readonly deployedMode?: Mode;
  readonly alarm: AlarmFacts;
  /** ISO 8601, UTC. When the alarm went to ALARM. */
  readonly since: string;
  /** `yyyy-mm` of `since`: the partition of the index `history`. `synthetic-yyyy-mm` where it is synthetic. */
  readonly month: string;
  /** Copies for lists, since an index can't project parts of a map. */
  readonly listed: Listing;
  /** ARN of the execution that holds the incident. */
  readonly execution: string;
  /** ARN of the execution that died with the incident; the one that took it over pages and does nothing else. */
  readonly deadExecution?: string;
  /** A person ran one step of the runbook by hand; no alarm is behind it, and nobody is told. */
  readonly byHand?: { readonly by: string; readonly why: string; readonly lent?: readonly LentLock[] };
  readonly answer: Answer;
  /** Why Admit answered so, completing "Not acting because …"; absent when it acts. For people. */
  readonly notActing?: string;
  /** The same for code. @default - it acts; or it was recorded before there were codes */
  readonly reason?: Reason;
  /** Of a watched incident: why it would not have acted in mode auto either. @default - it would have */
  readonly wouldRefuse?: Reason;
  readonly plan: readonly PlannedStep[];
  /** Approvals by number of the step. Absent where no step needs one. */
  readonly approvals?: Readonly<Record<string, Approval>>;
  /** The incident whose fix this one waits for. */
  readonly joined?: string;
  readonly openedAt: string;
  /** ISO 8601, UTC. A person is paged by then at the latest, and no action starts after it. */
  readonly pageBy: string;
  /** The highest step that started or was refused; 0 before the first. */
  readonly step: number;
  readonly verdict?: Verdict;
  readonly verdictAt?: string;
  /** Why, in one plain sentence. For people. */
  readonly summary?: string;
  /** The same for code. @default - no verdict; or it was recorded before there were codes */
  readonly ground?: Reason;
  /** Title of the step that gets the credit. */
  readonly healedBy?: string;
  /** The mass failure that it is part of: it is listed in that one's page and has none of its own. */
  readonly massFailure?: MassFailure;
  /** Who took it over from Nightshift before it had ended: nobody needs to be told any more. */
  readonly takenOver?: string;
  /** The head of the outage that it belongs to: that one's page stands for it, and gets a line about it. */
  readonly partOf?: string;
  /** Of the synthetic alarm: nobody is told of it, and no list or count has it. */
  readonly synthetic?: true;
  /** The drill that broke something on purpose. @default - nobody did */
  readonly drill?: Drilled;
  /** What a notice of its fix has named besides: those incidents have none of their own, if the same step heals them. @default - none */
  readonly toldOfFix?: { readonly step: number; readonly incidents: readonly string[] };
  /** When a path to those who are told (see outcomes.ts) accepted the message. */
  readonly toldAt?: string;
  /** When its page was closed, since its alarm had gone OK after all. */
  readonly resolvedAt?: string;
  /** `'OPEN'` until the verdict, and until those whom it concerns were told: the sweeper's index. */
  readonly open?: 'OPEN';
  readonly contract: number;
  /** Epoch seconds; DynamoDB's time to live. */
  readonly expiresAt: number;
}

/** Copies of parts of an incident's maps, for lists: their index can't project parts of a map. */
export interface Listing {
  readonly runbook: string;
  readonly owner: string;
  readonly alarm: string;
  /** Codes of the reasons of the same names. @default - as there */
  readonly reason?: string;
  readonly wouldRefuse?: string;
  readonly ground?: string;
  /** It is part of a drill. @default - it is a real one */
  readonly drill?: true;
}

/** The drill that an incident is part of. */
export interface Drilled {
  /** `drill-yyyymmdd-hhmm-xxxxxxxx` */
  readonly id: string;
  /** ISO 8601, UTC: a person is paged if the alarm still fires then, whatever the drill was. */
  readonly until: string;
  /** The runbook only watches, to see whether the fault ends by itself. @default - it acts */
  readonly control?: true;
  /** Its pages ring as real ones do. @default - they go to the owner's channel */
  readonly rings?: true;
}

/** A mass failure: more incidents at once than Nightshift is allowed to act on. */
export interface MassFailure {
  /** `yyyymmdd-hhmm`, when it began. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Seconds between two of its pages. */
  readonly pageEverySeconds: number;
}

/**
 * What is known of one step.
 * - `refused`: nothing was changed, on purpose or because looking failed
 * - `never-started`: nothing was recorded by the step's end of time; fenced off so that it can't start later
 * - `started`: mutating calls may have been sent; unless `acted` follows, the effect is unknown
 * - `acted`: the calls were sent and accepted
 */
export type AttemptState = 'refused' | 'never-started' | 'started' | 'acted';

export interface Attempt {
  readonly step: number;
  readonly action: string;
  readonly title: string;
  readonly state: AttemptState;
  /** One sentence for a person: what it did, or why not. */
  readonly summary: string;
  readonly at: string;
  /** Before anything was changed. */
  readonly before?: Facts;
  readonly after?: Facts;
  readonly evidence?: Facts;
  /** Why not (docs/reasons.md, docs/actions.md). @default - it acted; or it was recorded before there were codes */
  readonly reason?: Reason;
  /** What it left changed until it is taken back. @default - nothing */
  readonly lease?: LeftChanged;
  /** Error text of the mutating call, where there was one. */
  readonly error?: string;
  /** Work that goes on after the call, by the id that its events carry. @default - none does */
  readonly work?: string;
  /** How that work ended, once it is known. */
  readonly workEnded?: WorkEnded;
  /** Verification had its full time, its work failed, or the alarm fell back during the hold: the next step may start. */
  readonly settled?: boolean;
  /** What verification found when it settled the step; completes "It did not help: …". */
  readonly finding?: string;
  /** The same for code. */
  readonly findingReason?: Reason;
}

/** A change that is to be taken back, as people read it. */
export interface LeftChanged {
  /** `feature recommendations of shop`, and what it is meanwhile: `off`. */
  readonly subject: string;
  readonly changed: string;
  readonly restoreAfterSeconds: number;
  /** ISO 8601, UTC: a person is told if it is not taken back by then. */
  readonly until: string;
}

/** One line of an incident's timeline. */
export interface TimelineEntry {
  /** ISO 8601 with milliseconds, UTC. */
  readonly at: string;
  /** Which stage wrote it. */
  readonly stage:
    | 'admit'
    | 'remediate'
    | 'verify'
    | 'recover'
    | 'page'
    | 'resolve'
    | 'sweep'
    | 'reconcile'
    | 'person';
  readonly text: string;
  /** The code of the reason that it tells, if any. */
  readonly code?: string;
}
