import { foreign, type Html, html, type Part } from '#core/html';
import { leasesInForce, whenBack, whenTold } from '#core/lease/in-force';
import type { Lease } from '#core/lease/lease';
import { commandsIn } from '#core/page/message';
import { type Asked, moment, table } from './elements.ts';

/** Temporary changes, independent of the time range: since when, when each is restored, and the command to restore it now. */
export async function leases({ database, environment }: Asked): Promise<Html> {
  const open = await leasesInForce(database);
  return open.length === 0
    ? html`<p>Nothing is changed for a while in ${environment}.</p>`
    : table({
        caption: `Changed for a while in ${environment}, until it is restored`,
        head: ['What', 'Since (UTC)', 'Restored', 'A person is told', 'To restore it now'],
        rows: open.map((lease) => row(lease, environment)),
      });
}

const row = (lease: Lease, environment: string): Part[] => [
  html`${foreign(lease.subject)} is ${foreign(lease.changed)}`,
  moment(lease.since),
  foreign(whenBack(lease)),
  whenTold(lease),
  commandsIn(environment, [`restore ${lease.id} --why "..."`]).map(
    (command) => html`<code>${command}</code>`,
  ),
];
