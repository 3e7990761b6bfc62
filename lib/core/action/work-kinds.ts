/** The event that reports the end of one kind of work. Best effort: it may be late, come twice, or never. */
interface Ends {
  readonly source: string;
  readonly detailType: string;
  /** The fields of the event's `detail` with the work's id, its status, and what ran. */
  readonly id: string;
  readonly status: string;
  readonly runOf: string;
  /** The event pattern for the `runOf` field. */
  readonly match: (runOf: string) => unknown;
  readonly succeeded: readonly string[];
  readonly failed: readonly string[];
}

const literally = (name: string) => (name.includes('*') ? { wildcard: name } : name);

/**
 * The kinds of work that go on after a call, by their events:
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html and
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
 */
export const workKinds = {
  execution: {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    id: 'executionArn',
    status: 'status',
    runOf: 'executionArn',
    match: (stateMachine) => ({ prefix: `${stateMachine.replace(':stateMachine:', ':execution:')}:` }),
    succeeded: ['SUCCEEDED'],
    failed: ['FAILED', 'TIMED_OUT', 'ABORTED'],
  },
  // https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AutomationExecution.html (AutomationExecutionStatus)
  automation: {
    source: 'aws.ssm',
    detailType: 'EC2 Automation Execution Status-change Notification',
    id: 'ExecutionId',
    status: 'Status',
    runOf: 'Definition',
    match: literally,
    succeeded: ['Success', 'CompletedWithSuccess'],
    failed: ['Failed', 'TimedOut', 'Cancelled', 'Rejected', 'CompletedWithFailure', 'Exited'],
  },
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html
  command: {
    source: 'aws.ssm',
    detailType: 'EC2 Command Status-change Notification',
    id: 'command-id',
    status: 'status',
    runOf: 'document-name',
    match: literally,
    succeeded: ['Success'],
    failed: ['Failed', 'TimedOut', 'Cancelled', 'Incomplete', 'RateExceeded', 'AccessDenied'],
  },
} as const satisfies Record<string, Ends>;

export type WorkKind = keyof typeof workKinds;

/** The event pattern for the end of any of these runs. */
export function workEndedPattern(kind: WorkKind, runsOf: readonly string[]) {
  const { source, detailType, status, runOf, match, succeeded, failed }: Ends = workKinds[kind];
  return {
    source: [source],
    detailType: [detailType],
    detail: { [status]: [...succeeded, ...failed], [runOf]: runsOf.map(match) },
  };
}

/** Whether a Lambda got an EventBridge event, not a step of a runbook. */
export const isEvent = (given: unknown): boolean => 'detail-type' in Object(given);

/** Whether it reports the end of a team's work, not of Nightshift's own executions. */
export const isWorkEnded = (event: unknown): boolean =>
  (Object.keys(workKinds) as WorkKind[]).some((kind) => {
    const ended = readWorkEnded(kind, event);
    return ended !== undefined && !ended.work.includes(':execution:nightshift-');
  });

/** The id and end of work from an event of its kind; undefined for any other event. */
export function readWorkEnded(kind: WorkKind, event: unknown): EndedBy | undefined {
  const ends: Ends = workKinds[kind];
  const { detail, 'detail-type': type } = Object(event) as Record<string, unknown>;
  const { [ends.id]: work, [ends.status]: status } = Object(detail) as Record<string, unknown>;
  if (type !== ends.detailType || typeof work !== 'string' || typeof status !== 'string') return undefined;
  if (ends.succeeded.includes(status)) return { work, status, state: 'succeeded' };
  return ends.failed.includes(status) ? { work, status, state: 'failed' } : undefined;
}

/** The end of work, from its event. */
export interface EndedBy {
  readonly work: string;
  /** AWS's own status. */
  readonly status: string;
  readonly state: 'succeeded' | 'failed';
}
