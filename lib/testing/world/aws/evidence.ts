import type { Event, LookupEventsRequest } from '@aws-sdk/client-cloudtrail';
import type { StartQueryRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';

/** How long a log query runs, in seconds. */
const queriedAfter = 2;

/** What CloudTrail and CloudWatch Logs know: who changed what, and what was logged. */
export class Evidence {
  readonly #stage: Stage;
  readonly trail: Event[] = [];
  /** By log group, newest first. */
  readonly logs = new Map<string, readonly string[]>();
  readonly #queries = new Map<string, { readonly group: string; readonly readyAt: number }>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly cloudtrail: Commands = {
    LookupEvents: ({ LookupAttributes = [], StartTime, EndTime }: LookupEventsRequest) => ({
      Events: this.trail.filter(
        ({ Resources = [], EventTime = new Date(0) }) =>
          Resources.some(({ ResourceName }) => ResourceName === LookupAttributes[0]?.AttributeValue) &&
          EventTime >= (StartTime ?? EventTime) &&
          EventTime <= (EndTime ?? EventTime),
      ),
    }),
  };

  readonly queries: Commands = {
    StartQuery: ({ logGroupName: group = '' }: StartQueryRequest) => {
      if (!this.logs.has(group)) throw awsError('ResourceNotFoundException', 'The log group does not exist.');
      const queryId = `query-${this.#queries.size + 1}`;
      this.#queries.set(queryId, {
        group,
        readyAt: this.#stage.world.clock.milliseconds + queriedAfter * 1_000,
      });
      return { queryId };
    },
    GetQueryResults: ({ queryId = '' }: { queryId?: string }) => {
      const { group = '', readyAt = 0 } = this.#queries.get(queryId) ?? {};
      if (this.#stage.world.clock.milliseconds < readyAt) return { status: 'Running' };
      const lines = (this.logs.get(group) ?? []).slice(0, 5);
      return { status: 'Complete', results: lines.map((value) => [{ field: '@message', value }]) };
    },
  };
}
