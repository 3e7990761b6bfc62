import { approvalOf } from '#core/incident/approvals';
import { readIncident } from '#core/incident/incidents';
import { forgetOutage } from '#core/outage/outage';
import { requestOverText } from '#core/page/approval-text';
import { sendOverAll } from '#core/page/over-channels';
import { isClosedBy, type ResolvePaths, resolvePage } from '#core/page/resolve';
import { type UpdateWays, updatePage } from '#core/page/update';
import { errorText } from '#core/text';
import type { RequestOverInput, ResolveInput, UpdateInput } from './contract.ts';

/**
 * Resolves the pages of outages that are over.
 * @throws Error naming the incidents whose page could not be resolved; Lambda then tries again, and the sweeper after it
 */
export async function resolve(
  { okAt, incidents }: ResolveInput,
  services: ResolvePaths,
): Promise<{ resolved: number }> {
  const results = await Promise.allSettled(
    incidents.map(async (id) => {
      const record = await readIncident(services.database, id);
      const isToClose = record?.incident.toldAt && isClosedBy(okAt, record.incident);
      if (isToClose) await resolvePage(record, okAt, services);
      await forgetOutage(services.database, id);
      return isToClose ? 1 : 0;
    }),
  );
  const failures = results.flatMap((result, index) =>
    result.status === 'rejected' ? [`${incidents[index]}: ${errorText(result.reason)}`] : [],
  );
  if (failures.length > 0) throw new Error(`Pages not resolved: ${failures.join('; ')}`);
  return { resolved: results.filter((result) => result.status === 'fulfilled' && result.value === 1).length };
}

/**
 * Adds a line to an incident's page, which rings nobody.
 * @throws Error if no channel that can carry it accepted it; Lambda then tries again
 */
export async function update(
  { update: { incident, ...update } }: UpdateInput,
  services: UpdateWays,
): Promise<{ updated: boolean }> {
  const record = await readIncident(services.database, incident);
  return { updated: record !== undefined && (await updatePage(record, update, services)) };
}

/**
 * Resolves the page of a request for an approval, over every channel that can. A repeat changes nothing.
 * @throws Error if there are such channels and none accepted; Lambda then tries again
 */
export async function closeRequest(
  { requestOver: { incident: id, step, text } }: RequestOverInput,
  { database, resolving }: Pick<ResolvePaths, 'database' | 'resolving'>,
): Promise<{ closed: boolean }> {
  const record = await readIncident(database, id);
  if (!record || !approvalOf(record.incident, step)?.paged) return { closed: false };
  await sendOverAll(requestOverText(record.incident, step, text), resolving);
  return { closed: true };
}
