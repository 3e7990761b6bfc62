import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { note } from '../../lambdas/shared/incidents.ts';
import { lockKey } from '../../lambdas/shared/keys.ts';
import { outageOf } from '../../lambdas/shared/outage.ts';
import { CommandError } from '../command-line.ts';
import {
  type Command,
  changeOf,
  changeOptions,
  changeUsage,
  type Deployed,
  firstLine,
  readCommand,
} from './command.ts';
import { hold, holderOf } from './hold.ts';
import { plannedTargets, readLocks, readWhole } from './incidents.ts';
import { unknownIncident } from './show.ts';
import { asJson, moment, shown, targetName } from './text.ts';

const usage = `npx nightshift release INCIDENT [--from NAME] [--why TEXT] [--by NAME]

Gives back the targets that \`npx nightshift take\` keeps locked for a person. The incident stays ended; the next alarm
may be acted on again. If its alarm still fires, on-call is paged within a minute. Locks of an incident that Nightshift
works on are not touched.

  --from NAME          who has it now, where that is not you
${changeUsage}`;

const options = { ...changeOptions, from: { type: 'string' } } as const;

/** `npx nightshift release`. */
export const release: Command = {
  name: 'release',
  summary: 'gives back the targets of an incident that was taken over',
  usage,
  run: async (args, surroundings) => {
    const { values, positionals } = readCommand(args, options, usage, 1);
    const [id] = positionals;
    if (id === undefined) throw new CommandError(`Say which incident. Usage: ${firstLine(usage)}`);
    const change = changeOf({ ...values, why: values.why ?? 'done' }, usage, surroundings);
    const deployed = await surroundings.connect(values.environment);
    const whole = await readWhole(deployed.database, id);
    if (!whole) throw unknownIncident(id, values.environment);
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
    const targets = kept.map(({ target }) => target);
    // From now on it is nobody's, and the sweeper asks whether it still fires.
    const isHeld = holder && (await hold(database, whole.incident, { ...change, by: holder.by }, change.at));
    if (kept.length > 0 || isHeld) {
      const text = `${change.by} gave back ${targets.map(targetName).join(', ') || 'it'}: ${change.why}`;
      await note(database, id, 'person', text, new Date(change.at));
    }
    if (values.json) return asJson({ incident: id, ...change, released: targets });
    if (kept.length === 0 && !isHeld)
      return `Incident ${id} keeps no target locked for a person; nothing was changed.`;
    return [
      ...targets.map((target) => `Given back: ${targetName(target)}`),
      `  by ${shown(change.by)} at ${moment(change.at)}: ${shown(change.why)}`,
      ...(isHeld ? ['If its alarm still fires, on-call is paged within a minute.'] : []),
    ].join('\n');
  },
};

/** Ends the lease, if it still is this incident's. A worker that still runs keeps the target busy until its own end. */
async function giveBack({ database }: Deployed, target: string, holder: string, at: string): Promise<void> {
  await database.client
    .send(
      new UpdateCommand({
        TableName: database.table,
        Key: lockKey(target),
        ConditionExpression: 'holder = :holder AND attribute_exists(keptBy)',
        UpdateExpression: 'SET leaseUntil = :at REMOVE keptBy',
        ExpressionAttributeValues: { ':holder': holder, ':at': at },
      }),
    )
    .catch((error: unknown) => {
      if ((error as Error)?.name !== 'ConditionalCheckFailedException') throw error;
    });
}
