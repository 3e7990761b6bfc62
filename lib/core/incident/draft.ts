import { contractVersion } from '../aws/contract.ts';
import { type Reason, reasonText } from '../reasons/reason.ts';
import type { DeployedRunbook } from '../runbook/runbook.ts';
import { syntheticRunbook } from '../runbook/synthetic.ts';
import { line } from '../text.ts';
import { epochSeconds, iso, plusSeconds } from '../time.ts';
import { withReason } from './held-back.ts';
import { keepIncidentsDays } from './incidents.ts';
import type { AlarmFacts, Answer, Drilled, Incident, PlannedStep } from './records.ts';

/** What an incident is opened with. */
export interface Opening {
  readonly id: string;
  readonly environment: string;
  readonly execution: string;
  readonly runbook: DeployedRunbook;
  /** @default - the runbook's own; Admit adds what it reads from the alarm */
  readonly recovered?: DeployedRunbook['recovered'];
  readonly alarm: AlarmFacts;
  /** ISO 8601, UTC: when the alarm went to ALARM. */
  readonly since: string;
  readonly answer: Answer;
  /** Why it does not act. @default - it acts */
  readonly reason?: Reason | undefined;
  /** Why it would not have acted in mode auto either. @default - it would have, or it acts */
  readonly wouldRefuse?: Reason | undefined;
  /**
   * Why a person is asked first although the runbook is deployed in mode auto. @default - nobody is asked, or the deployed mode
   * asks
   */
  readonly asks?: Reason;
  readonly plan: readonly PlannedStep[];
  /** @default - it is not part of a drill */
  readonly drill?: Drilled;
}

/** The ARN used if an event names no alarm. */
export const unnamedArn = 'unknown';

/** The alarm of an incident whose event names none. */
export const unnamedAlarm = (runbook: string, malformed: Reason): AlarmFacts => ({
  arn: unnamedArn,
  name: `unknown alarm of ${runbook}`,
  reason: reasonText(malformed),
  pagesByItself: false,
});

/** There are hundreds a day, useless once newer ones exist. */
const keepSyntheticDays = 7;

/** The incident to write, with everything that later stages need. */
export function draftIncident(opening: Opening, now: Date): Incident {
  const { runbook, alarm, recovered = runbook.recovered, reason, wouldRefuse, ...given } = opening;
  const isSynthetic = runbook.id === syntheticRunbook;
  const draft: Incident = {
    ...given,
    runbook: {
      id: runbook.id,
      ...(runbook.version ? { version: runbook.version } : {}),
      owner: runbook.owner,
      why: runbook.why,
      page: runbook.page,
      guards: runbook.guards,
      recovered,
      ...(runbook.approval ? { approval: runbook.approval } : {}),
    },
    mode: runbook.mode,
    ...(given.plan.some(({ approval }) => approval) ? { approvals: {} } : {}),
    alarm: { ...alarm, name: line(alarm.name), reason: line(alarm.reason, 1_000) },
    ...(isSynthetic ? { synthetic: true as const } : {}),
    month: `${isSynthetic ? 'synthetic-' : ''}${given.since.slice(0, 7)}`,
    listed: {
      runbook: runbook.id,
      owner: runbook.owner,
      alarm: line(alarm.name, 120),
      ...(given.drill ? { drill: true as const } : {}),
    },
    openedAt: iso(now),
    // An event from the future must not postpone the deadline.
    pageBy: plusSeconds(given.since < iso(now) ? given.since : now, runbook.page.pageBySeconds),
    step: 0,
    open: 'OPEN',
    contract: contractVersion,
    expiresAt: epochSeconds(now) + (isSynthetic ? keepSyntheticDays : keepIncidentsDays) * 86_400,
  };
  return reason ? withReason(draft, reason, wouldRefuse) : draft;
}
