import { leaseUpdate } from '#core/lease/changes';
import type { Lease } from '#core/lease/lease';
import { logItem } from '#core/people/switch';
import { transactPatiently } from '#core/table/database';
import { plusSeconds } from '#core/time';
import { CommandError, UsageError } from '../command-line.ts';
import type { Given } from '../spec.ts';
import { type Answer, type Change, changeOf, type Deployed, type Surroundings } from './command.ts';
import { namedLease } from './leases.ts';
import type { extendOptions } from './specs/leases.ts';
import { asJson, moment, shown } from './text.ts';

const units: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };
const longestSeconds = 7 * 86_400;

/** `nightshift extend`. */
export async function extend(
  { values, words }: Given<typeof extendOptions>,
  surroundings: Surroundings,
): Promise<string | Answer> {
  const [word = ''] = words;
  const seconds = spanOf(values.for);
  const change = changeOf(values, surroundings);
  const deployed = await surroundings.connect(values.environment);
  const lease = await namedLease(deployed.database, word);
  const until = plusSeconds(change.at, seconds);
  await write(deployed, lease, change, until);
  if (values.json) return asJson({ lease: lease.id, until, ...change });
  return [
    `${shown(lease.subject, 80)} may stay ${shown(lease.changed, 60)} until ${moment(until)}; a person is told then.`,
    `  by ${shown(change.by)} at ${moment(change.at)}: ${shown(change.why)}`,
  ].join('\n');
}

function spanOf(text: string): number {
  const [, count, unit = ''] = text.match(/^(\d{1,3})([mhd])$/) ?? [];
  const seconds = Number(count) * (units[unit] ?? Number.NaN);
  if (!(seconds >= 60 && seconds <= longestSeconds))
    throw new UsageError(`--for takes a span from 1m to 7d, not ${JSON.stringify(text)}.`);
  return seconds;
}

/** The sweeper rearms the message. A lease that a person was told about is Nightshift's again. */
async function write({ database }: Deployed, lease: Lease, change: Change, until: string): Promise<void> {
  const update = leaseUpdate(database, lease, {
    set: { until, pageBy: change.at, rearm: true },
    remove: ['overdueToldAt'],
    where: 'attribute_not_exists(outcome)',
  });
  const { id, subject } = lease;
  const entry = logItem(database.table, { ...change, what: 'lease extended', lease: id, subject, until });
  const outcome = await transactPatiently(database, [{ Update: update }, entry]);
  if (!outcome.written)
    throw new CommandError(`Lease ${id} has just ended or changed; nothing was extended.`, 1);
}
