import { GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { matchesPattern } from '#core/runbook/runbook';
import { epochSeconds } from '#core/time';
import type { Look } from './look.ts';

const mostLines = 5;
/** Errors are searched only in the minutes around the alarm, in seconds: a query costs by what it reads. */
const errorsWithinSeconds = 15 * 60;

const query = `fields @timestamp, @message
| filter @message like /(?i)(error|exception|fatal|panic|timed out|refused)/
| sort @timestamp desc
| limit ${mostLines}`;

/** The newest error lines of the alarm's log group, if the environment lets pages show it. */
export const errorLines: Look = async ({ dimensions, transitionedAt }, { logs, logGroups, now }) => {
  const { FunctionName, ServiceName } = dimensions;
  const candidates = [
    ...(FunctionName ? [`/aws/lambda/${FunctionName}`] : []),
    ...(ServiceName ? [`/ecs/${ServiceName}`, `/aws/ecs/${ServiceName}`] : []),
  ];
  const logGroupName = candidates.find((name) => logGroups.some((pattern) => matchesPattern(name, pattern)));
  if (!logGroupName) return [];
  const { queryId } = await logs.send(
    new StartQueryCommand({
      logGroupName,
      startTime: epochSeconds(transitionedAt) - errorsWithinSeconds,
      endTime: epochSeconds(now()),
      queryString: query,
    }),
  );
  const results = await resultsOf(queryId ?? '', logs);
  return results.map((message) => `${logGroupName}: ${message}`);
};

/** A query takes seconds. The caller's limit ends the wait. */
async function resultsOf(queryId: string, logs: Parameters<Look>[1]['logs']): Promise<string[]> {
  for (;;) {
    const { status, results = [] } = await logs.send(new GetQueryResultsCommand({ queryId }));
    if (status === 'Complete')
      return results.map((fields) => fields.find(({ field }) => field === '@message')?.value ?? '');
    if (status !== 'Running' && status !== 'Scheduled') throw new Error(`the query of the logs is ${status}`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
