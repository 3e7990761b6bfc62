import { readIncident } from '#core/incident/incidents';
import { forgetOutage } from '#core/outage/outage';
import { isClosedBy, type ResolvePaths, resolvePage } from '#core/page/resolve';
import { type UpdateWays, updatePage } from '#core/page/update';
import { errorText } from '#core/text';
import type { ResolveInput, UpdateInput } from './contract.ts';

/**
 * The outages of these incidents are over: closes their pages.
 * @throws Error naming the incidents whose page could not be closed; Lambda then tries again, and the sweeper after it
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
 * Adds a line to the page of one incident, which rings nobody.
 * @throws Error when no channel that can carry it accepted it; Lambda then tries again
 */
export async function update(
  { update: { incident, ...update } }: UpdateInput,
  services: UpdateWays,
): Promise<{ updated: boolean }> {
  const record = await readIncident(services.database, incident);
  return { updated: record !== undefined && (await updatePage(record, update, services)) };
}
