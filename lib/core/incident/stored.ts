import { incidentKey } from '../table/keys.ts';
import type { Incident } from './records.ts';

/**
 * Attributes that are still stored under the first version's names. Older Lambda versions that still run, or a rollback to the
 * version before, read what this one writes, and this one reads what they wrote.
 */
export const storedNames = { massFailure: 'storm', deadExecution: 'tookOver' } as const;

/** The item of an incident. */
export function incidentItem({ massFailure, deadExecution, ...incident }: Incident) {
  return {
    ...incidentKey(incident.id),
    ...incident,
    ...(massFailure ? { [storedNames.massFailure]: massFailure } : {}),
    ...(deadExecution ? { [storedNames.deadExecution]: deadExecution } : {}),
  };
}

/** The incident of an item, written by any version. */
export function incidentOf(item: Readonly<Record<string, unknown>>): Incident {
  // Almost no item has either, and a plain copy is much faster than one that leaves them out.
  if (!(storedNames.massFailure in item || storedNames.deadExecution in item))
    return { ...item } as unknown as Incident;
  const {
    [storedNames.massFailure]: massFailure,
    [storedNames.deadExecution]: deadExecution,
    ...incident
  } = item;
  return {
    ...incident,
    ...(massFailure ? { massFailure } : {}),
    ...(deadExecution ? { deadExecution } : {}),
  } as unknown as Incident;
}
