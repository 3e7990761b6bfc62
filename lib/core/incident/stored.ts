import { incidentKey } from '../table/keys.ts';
import type { Incident } from './records.ts';

/**
 * Attributes that the table keeps under the name that the first version gave them. A Lambda version that still runs, or a
 * deploy of the version before, reads what this one writes, and this one reads what those wrote.
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

/** The incident of an item, whichever version wrote it. */
export function incidentOf(item: Readonly<Record<string, unknown>>): Incident {
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
