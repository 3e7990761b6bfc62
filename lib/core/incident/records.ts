import type { Facts } from '../action/action-handler.ts';
import type { Reason } from '../reasons/reason.ts';
import type { DeployedRunbook, Mode } from '../runbook/runbook.ts';
import type { Approval } from './approvals.ts';
import type { WorkEnded } from './findings.ts';
import type { LentLock } from './memory.ts';

/** How an incident can end. `by-hand`: a person ran one step, without an alarm. `outcomes.ts` says who is told. */
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
 * What Admit decided. `duplicate` and `ask` are answers to an execution and never on record: `ask` is `act` in mode `approve`,
 * which asks a person before each step.
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

/** One step with its values, fixed when the incident opens. */
export interface PlannedStep {
  readonly action: string;
  readonly title: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** ARNs that the step locks: its targets and their parents. */
  readonly targets: readonly string[];
  /** The parents among them, which it does not touch. @default - none */
  readonly within?: readonly string[];
  readonly timeoutSeconds: number;
  readonly verifyWithinSeconds: number;
  /** It does not start before a person has approved it. @default - it needs no approval */
  readonly approval?: 'required';
  /** When its change is restored, and when a person is told that it was not. @default - its change is not temporary */
  readonly lease?: LeaseTerms;
}

/** How long a temporary change lasts. */
export interface LeaseTerms {
  /** Restored this long after the alarm's OK has held, in seconds. */
  readonly restoreAfterSeconds: number;
  /** A person is told if it is not restored this long after it was made, in seconds. */
  readonly atMostSeconds: number;
}

/** The alarm as CloudWatch described it when the incident opened. */
export interface AlarmFacts {
  readonly arn: string;
  readonly name: string;
  readonly reason: string;
  /** The alarm's own actions page a person when it fires. */
  readonly pagesByItself: boolean;
  /** ISO 8601, UTC: since when CloudWatch described it as in ALARM. @default - it was not in ALARM, or could not be read */
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
  /** Why a person is asked before each step although the deployed mode is auto. @default - nobody is, or the mode asks */
  readonly asks?: Reason;
  /** The deployed mode, which applies again once a person's switch is cleared. @default - it applied */
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
  /** ARN of the execution that died with the incident. The one that took over only pages. */
  readonly deadExecution?: string;
  /** A person ran one step of the runbook by hand, without an alarm. Nobody is told. */
  readonly byHand?: { readonly by: string; readonly why: string; readonly lent?: readonly LentLock[] };
  readonly answer: Answer;
  /** Why Admit answered so, for people. Completes "Not acting because …"; absent when it acts. */
  readonly notActing?: string;
  /** The same for programs. @default - it acts, or was recorded before reasons had codes */
  readonly reason?: Reason;
  /** Why a watched incident would not have acted in mode auto either. @default - it would have */
  readonly wouldRefuse?: Reason;
  readonly plan: readonly PlannedStep[];
  /** Approvals by step number. Absent if no step needs one. */
  readonly approvals?: Readonly<Record<string, Approval>>;
  /** The incident whose fix this one waits for. */
  readonly joined?: string;
  readonly openedAt: string;
  /** ISO 8601, UTC. A person is paged by then at the latest, and no action starts after it. */
  readonly pageBy: string;
  /** ISO 8601, UTC: when a page sent without this record asked for a person. Nothing acts after it. @default - no such page */
  readonly pagedUnseenAt?: string;
  /** The highest step on record, even if it was refused or never started; 0 before the first. */
  readonly step: number;
  readonly verdict?: Verdict;
  readonly verdictAt?: string;
  /** Why, in one sentence for people. */
  readonly summary?: string;
  /** The same for programs. @default - no verdict, or recorded before reasons had codes */
  readonly ground?: Reason;
  /** Title of the step that gets the credit. */
  readonly healedBy?: string;
  /** The mass failure that it is part of: that page lists it, and it has no page of its own. */
  readonly massFailure?: MassFailure;
  /** Who took it over before it had ended. Nobody else needs to be told. */
  readonly takenOver?: string;
  /** The first incident of its outage: that incident's page gets a line about this one. */
  readonly partOf?: string;
  /** It is the synthetic alarm's: nobody is told, and no list or count has it. */
  readonly synthetic?: true;
  /** The drill that it is part of. @default - it is not part of a drill */
  readonly drill?: Drilled;
  /** When a path accepted the message to the people who are told (outcomes.ts). */
  readonly toldAt?: string;
  /** When its page was resolved because the alarm was OK after all. */
  readonly resolvedAt?: string;
  /** `'OPEN'` until it has a verdict and people were told: the sweeper's index. */
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
  /** Codes of the incident's reasons of the same names. @default - there is no such reason */
  readonly reason?: string;
  readonly wouldRefuse?: string;
  readonly ground?: string;
  /** It is part of a drill. @default - it is real */
  readonly drill?: true;
}

/** The drill that an incident is part of. */
export interface Drilled {
  /** `drill-yyyymmdd-hhmm-xxxxxxxx` */
  readonly id: string;
  /** ISO 8601, UTC: if the alarm still fires then, a person is paged, drill or not. */
  readonly until: string;
  /** The runbook only watches, to see whether the fault ends by itself. @default - it acts */
  readonly control?: true;
  /** Its pages ring as real ones do. @default - they go to the owner's channel */
  readonly rings?: true;
}

/** A mass failure: more incidents at once than Nightshift may act on. */
export interface MassFailure {
  /** `yyyymmdd-hhmm`, when it began. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Seconds between two of its pages. */
  readonly pageEverySeconds: number;
}

/**
 * The state of one step.
 * - `refused`: nothing was changed, on purpose or because looking failed
 * - `never-started`: nothing was recorded by the end of the step's time; it can no longer start
 * - `started`: changing calls may have been sent; unless `acted` follows, the effect is unknown
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
  /** Why not (docs/reasons.md, docs/actions.md). @default - it acted, or was recorded before reasons had codes */
  readonly reason?: Reason;
  /** Its temporary change. @default - none */
  readonly lease?: LeftChanged;
  /** Error text of the changing call, if it failed. */
  readonly error?: string;
  /** Work that goes on after the call, by the id that its events carry. @default - none does */
  readonly work?: string;
  /** How that work ended, once it is known. */
  readonly workEnded?: WorkEnded;
  /** Verification had its full time, the work failed, or the alarm fell back during the hold: the next step may start. */
  readonly settled?: boolean;
  /** What verification found when it settled the step; completes "It did not help: …". */
  readonly finding?: string;
  /** The same for code. */
  readonly findingReason?: Reason;
}

/** A temporary change, as people read it. */
export interface LeftChanged {
  /** `feature recommendations of shop`, and its state meanwhile: `off`. */
  readonly subject: string;
  readonly changed: string;
  readonly restoreAfterSeconds: number;
  /** ISO 8601, UTC: a person is told if it is not restored by then. */
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
  /** The code of its reason, if any. */
  readonly code?: string;
}
