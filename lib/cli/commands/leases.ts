import { leasesInForce, whenBack, whenTold } from '#core/lease/in-force';
import type { Lease } from '#core/lease/lease';
import type { Database } from '#core/table/database';
import { CommandError } from '../command-line.ts';
import type { Given } from '../spec.ts';
import type { Answer, Surroundings } from './command.ts';
import type { commonOptions } from './options.ts';
import { asJson, moment, shown, table } from './text.ts';

/** `nightshift leases`. */
export async function leases(
  { values }: Given<typeof commonOptions>,
  { connect }: Surroundings,
): Promise<string | Answer> {
  const { database } = await connect(values.environment);
  const open = await leasesInForce(database);
  if (values.json) return asJson({ environment: values.environment, leases: open.map(inJson) });
  if (open.length === 0) return `Nothing is changed for a while in ${values.environment}.`;
  return table(
    [{ heading: 'LEASE', whole: true }, 'CHANGED', 'SINCE', 'RESTORED', 'A PERSON IS TOLD AT'],
    open.map((lease) => [
      lease.id,
      `${shown(lease.subject, 80)} is ${shown(lease.changed, 60)}`,
      moment(lease.since),
      whenBack(lease),
      whenTold(lease),
    ]),
  ).join('\n');
}

/**
 * The lease in force that `word` names.
 * @throws CommandError with the leases in force
 */
export async function namedLease(database: Database, word: string): Promise<Lease> {
  const open = await leasesInForce(database);
  const exact = open.filter(({ id }) => id === word);
  const [one, another] = exact.length > 0 ? exact : open.filter(({ id }) => word !== '' && id.includes(word));
  if (one && !another) return one;
  const known = open.length > 0 ? `There are ${open.map(({ id }) => id).join(', ')}.` : 'There is none.';
  const why = another ? 'means more than one lease' : 'is no lease in force';
  throw new CommandError(`${JSON.stringify(shown(word, 60))} ${why}. ${known}`, 1);
}

const inJson = ({ expiresAt: _, ...lease }: Lease) => lease;
