import { readIncident } from '../shared/incidents.ts';
import { isClosedBy, type ResolveRoads, resolvePage } from '../shared/resolve.ts';
import { errorText } from '../shared/text.ts';
import { type UpdateWays, updatePage } from '../shared/update-page.ts';
import type { ResolveInput, UpdateInput } from './contract.ts';

/**
 * The alarm of these incidents went OK after a person was paged for them: closes their pages. One whose page is still
 * being sent is left to the page stage, which reads `okAt` once every channel has answered.
 * @throws Error naming the incidents whose page could not be closed; Lambda then tries again
 */
export async function resolve(
  { okAt, incidents }: ResolveInput,
  services: ResolveRoads,
): Promise<{ resolved: number }> {
  const results = await Promise.allSettled(
    incidents.map(async (id) => {
      const record = await readIncident(services.database, id);
      if (!record?.incident.toldAt || !isClosedBy(okAt, record.incident)) return 0;
      await resolvePage(record, okAt, services);
      return 1;
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
