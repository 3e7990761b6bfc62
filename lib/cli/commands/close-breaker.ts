import { type LimitedTarget, limitedTargets } from '#core/incident/limited-targets';
import { nextRun } from '#core/incident/run-limits';
import { logItem } from '#core/people/switch';
import { transactPatiently } from '#core/table/database';
import { runsKey } from '#core/table/keys';
import { CommandError } from '../command-line.ts';
import type { Change, Deployed } from './command.ts';
import { asJson, moment, shown, targetName } from './text.ts';

/** `nightshift breakers close`: the runs before this moment no longer count as runs without effect. */
export async function closeBreaker(
  deployed: Deployed,
  named: string,
  change: Change,
  json: boolean,
): Promise<string> {
  const now = new Date(change.at);
  const found = find(await limitedTargets(deployed.database, now), named, deployed.environment);
  const { runbook, target } = found;
  const changed = found.limits.breaker !== 'closed';
  if (changed) await write(deployed, found, change);
  // The other guards may still forbid the next run.
  const { breaker: _breaker, ...others } = found.limits.until;
  const next = nextRun({ ...found.limits, until: others }) ?? null;
  if (json) return asJson({ runbook, target, changed, nextRun: next, ...change });
  const where = `${shown(runbook, 60)} on ${targetName(target)}`;
  if (!changed) return `The breaker of ${where} is closed already; nothing was changed.`;
  return [
    `Closed the breaker of ${where}; it was ${found.limits.breaker}.`,
    `  by ${shown(change.by)} at ${moment(change.at)}: ${shown(change.why)}`,
    next ? `  Its cooldown and its runs a day still hold: the next run is allowed at ${moment(next)}.` : '',
  ]
    .filter(Boolean)
    .join('\n');
}

function find(known: readonly LimitedTarget[], named: string, environment: string): LimitedTarget {
  const found = known.filter(
    ({ runbook, target }) =>
      named === `${runbook}/${target}` ||
      named === `${runbook}/${targetName(target)}` ||
      named === `${runbook}/${target.split(':').slice(5).join(':')}`,
  );
  const [one, another] = found;
  if (one && !another) return one;
  const why = another
    ? `${shown(named)} is more than one target: name the target by its ARN.`
    : `No runbook in ${environment} has a run on record for ${shown(named)}.`;
  throw new CommandError(`${why} nightshift breakers --all lists those that have.`, 1);
}

/** Closes it and writes the log line in one transaction. The new version makes an admission read it again. */
async function write(
  { database }: Deployed,
  { runbook, target }: LimitedTarget,
  change: Change,
): Promise<void> {
  const outcome = await transactPatiently(database, [
    {
      Update: {
        TableName: database.table,
        Key: runsKey(target, runbook),
        ConditionExpression: 'attribute_exists(pk)',
        UpdateExpression: 'SET breakerClosed = :change, version = version + :one',
        ExpressionAttributeValues: { ':change': change, ':one': 1 },
      },
    },
    logItem(database.table, { ...change, what: 'breaker closed', runbook, target }),
  ]);
  if (!outcome.written)
    throw new CommandError(
      'The runs on this target changed at the same moment. Nothing was closed. Try again.',
      1,
    );
}
