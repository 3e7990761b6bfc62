import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { note } from '#core/incident/incidents';
import { outageOf } from '#core/outage/outage';
import { hold, holderOf } from '#core/people/hold';
import { ifItHolds, transactPatiently } from '#core/table/database';
import { keptKey, lockKey } from '#core/table/keys';
import { CommandError } from '../command-line.ts';
import type { Given } from '../spec.ts';
import { type Answer, changeOf, type Deployed, type Surroundings } from './command.ts';
import { plannedTargets, readLocks } from './incidents.ts';
import type { releaseOptions } from './specs/incidents.ts';
import { asJson, moment, shown, targetName } from './text.ts';
import { namedIncident } from './which-incident.ts';

/** `nightshift release`. */
export async function release(
  { values, words }: Given<typeof releaseOptions>,
  surroundings: Surroundings,
): Promise<string | Answer> {
  const [word = ''] = words;
  const change = changeOf({ ...values, why: values.why ?? 'done' }, surroundings);
  const deployed = await surroundings.connect(values.environment);
  const whole = await namedIncident(deployed, word, new Date(change.at));
  const { id } = whole.incident;
  const { database } = deployed;
  const locks = await readLocks(database, plannedTargets(whole.incident));
  const outage = await outageOf(database, whole.incident);
  const holder = holderOf(whole.incident, outage, locks, change.at);
  if (holder && ![change.by, values.from?.trim()].includes(holder.by)) {
    const has = `${shown(holder.by)} has incident ${id} until ${moment(holder.until)}`;
    throw new CommandError(`${has}. To give it back for them, say --from ${JSON.stringify(holder.by)}.`, 1);
  }
  const kept = locks.filter(
    ({ holder, keptBy, leaseUntil }) => holder === id && keptBy && leaseUntil > change.at,
  );
  for (const { target } of kept) await giveBack(deployed, target, id, change.at);
  const people = [change.by, values.from?.trim() ?? change.by] as const;
  const targets: string[] = [];
  for (const target of plannedTargets(whole.incident)) {
    const isTheirs = await forgetKeeper(deployed, target, id, people, change.at);
    if (isTheirs || kept.some((lock) => lock.target === target)) targets.push(target);
  }
  // Nobody has it from now on, and the sweeper checks whether it still fires.
  const isHeld = holder && (await hold(database, whole.incident, { ...change, by: holder.by }, change.at));
  if (targets.length > 0 || isHeld) {
    const text = `${change.by} gave back ${targets.map(targetName).join(', ') || 'it'}: ${change.why}`;
    await note(database, id, 'person', text, new Date(change.at));
  }
  if (values.json) return asJson({ incident: id, ...change, released: targets });
  if (targets.length === 0 && !isHeld)
    return `Incident ${id} keeps no target locked for a person; nothing was changed.`;
  return [
    ...targets.map((target) => `Given back: ${targetName(target)}`),
    `  by ${shown(change.by)} at ${moment(change.at)}: ${shown(change.why)}`,
    ...(isHeld ? ['If its alarm still fires, on-call is paged within a minute.'] : []),
  ].join('\n');
}

/** Removes these people's mark on a target, no matter which incident has the lock. @returns whether there was one */
async function forgetKeeper(
  { database }: Deployed,
  target: string,
  incident: string,
  [one, other]: readonly [string, string],
  at: string,
): Promise<boolean> {
  // A transaction: the SDK may send it twice, and the second attempt is no failure.
  const { written } = await transactPatiently(database, [
    {
      Delete: {
        TableName: database.table,
        Key: keptKey(target),
        ConditionExpression: 'incident = :incident AND #until > :at AND (#by = :one OR #by = :other)',
        ExpressionAttributeNames: { '#until': 'until', '#by': 'by' },
        ExpressionAttributeValues: { ':incident': incident, ':at': at, ':one': one, ':other': other },
      },
    },
  ]);
  return written;
}

/** Ends the lease if this incident still holds it. A worker that still runs keeps the target busy until it ends. */
async function giveBack({ database }: Deployed, target: string, holder: string, at: string): Promise<void> {
  await ifItHolds(
    database.client.send(
      new UpdateCommand({
        TableName: database.table,
        Key: lockKey(target),
        ConditionExpression: 'holder = :holder AND attribute_exists(keptBy)',
        UpdateExpression: 'SET leaseUntil = :at REMOVE keptBy',
        ExpressionAttributeValues: { ':holder': holder, ':at': at },
      }),
    ),
  );
}
