import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Names } from '../names.ts';

/** A saved query of Logs Insights: its steps, one per line. */
export interface SavedQuery {
  readonly name: string;
  readonly steps: readonly string[];
}

/**
 * Queries of the engine's logs. Their fields are those of Lambda's and the engine's log lines, which a test checks against real
 * ones. `INCIDENT-ID` is to be replaced.
 */
export const queries: readonly SavedQuery[] = [
  {
    name: 'Errors',
    steps: [
      'fields @timestamp, @log, level, message, incident, error, @message',
      // Our own lines have a level. Those of `console` and of Lambda are plain text with tabs around the level.
      'filter level in ["ERROR", "WARN"] or @message like /\\t(ERROR|WARN)\\t|Task timed out/',
      // A step that did not help ends with this error, which leads the workflow to the next.
      'filter @message not like "NotRecovered"',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
  {
    name: "One incident's log lines",
    steps: [
      'fields @timestamp, @log, level, message, error, @message',
      'filter incident = "INCIDENT-ID" or @message like "INCIDENT-ID"',
      'sort @timestamp asc',
      'limit 1000',
    ],
  },
  {
    name: 'Slow starts',
    steps: [
      'filter @type = "REPORT" and ispresent(@initDuration)',
      'stats count(*) as starts, pct(@initDuration, 50) as half_within_ms, max(@initDuration) as longest_ms, max(@maxMemoryUsed / 1000 / 1000) as memory_mb by @log',
      'sort longest_ms desc',
    ],
  },
  {
    name: 'Refused inputs',
    steps: [
      'fields @timestamp, @log, @message',
      'filter @message like "does not accept its input"',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
  {
    name: 'Slow answers',
    steps: [
      'filter @type = "REPORT"',
      'stats count(*) as calls, pct(@duration, 50) as half_within_ms, pct(@duration, 99) as most_within_ms by @log',
      'sort most_within_ms desc',
    ],
  },
];

/**
 * Logs Insights' limit of log groups in a query.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatchlogs_limits.html
 */
const mostLogGroups = 50;

export function savedQueries(scope: Construct, names: Names, logGroups: readonly string[]): void {
  for (const { name, steps } of queries) {
    new CfnQueryDefinition(scope, `Query-${name.replace(/\W+/g, '-')}`, {
      name: names.savedQuery(name),
      queryString: steps.join('\n| '),
      logGroupNames: logGroups.slice(0, mostLogGroups),
    });
  }
}
