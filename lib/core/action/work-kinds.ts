/** How AWS says that one kind of work has ended: best effort, so an event may be late, come twice, or never. */
interface Ends {
  readonly source: string;
  readonly detailType: string;
  /** Where the event's `detail` has the id of the work, its status, and what it is a run of. */
  readonly id: string;
  readonly status: string;
  readonly runOf: string;
  /** What the last of them has to match. */
  readonly match: (runOf: string) => unknown;
  readonly succeeded: readonly string[];
  readonly failed: readonly string[];
}

const literally = (name: string) => (name.includes('*') ? { wildcard: name } : name);

/**
 * The kinds of work that go on after a call, by the events of
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

/** The pattern of the event that work of a kind has ended, of any of these. */
export function workEndedPattern(kind: WorkKind, runsOf: readonly string[]) {
  const { source, detailType, status, runOf, match, succeeded, failed }: Ends = workKinds[kind];
  return {
    source: [source],
    detailType: [detailType],
    detail: { [status]: [...succeeded, ...failed], [runOf]: runsOf.map(match) },
  };
}

/** Whether a Lambda was given an event of EventBridge, and no step of a runbook. */
export const isEvent = (given: unknown): boolean => 'detail-type' in Object(given);

/** Whether it says that work of a team has ended. Nightshift's own executions are another matter. */
export const isWorkEnded = (event: unknown): boolean =>
  (Object.keys(workKinds) as WorkKind[]).some((kind) => {
    const ended = readWorkEnded(kind, event);
    return ended !== undefined && !ended.work.includes(':execution:nightshift-');
  });

/** The id and the end of work, as an event of its kind says; undefined of any other event. */
export function readWorkEnded(kind: WorkKind, event: unknown): EndedBy | undefined {
  const ends: Ends = workKinds[kind];
  const { detail, 'detail-type': type } = Object(event) as Record<string, unknown>;
  const { [ends.id]: work, [ends.status]: status } = Object(detail) as Record<string, unknown>;
  if (type !== ends.detailType || typeof work !== 'string' || typeof status !== 'string') return undefined;
  if (ends.succeeded.includes(status)) return { work, status, state: 'succeeded' };
  return ends.failed.includes(status) ? { work, status, state: 'failed' } : undefined;
}

/** That work has ended, as its event says. */
export interface EndedBy {
  readonly work: string;
  /** In AWS's word. */
  readonly status: string;
  readonly state: 'succeeded' | 'failed';
}
