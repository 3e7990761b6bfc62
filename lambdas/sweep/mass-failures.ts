import { readMassFailure } from '#core/incident/mass-failure';
import type { MassFailure } from '#core/incident/records';
import { sweepMassFailure } from '#core/mass-failure/page';
import { publish } from '#core/page/publish';
import { iso, plusSeconds } from '#core/time';
import type { SweepServices } from './sweep.ts';

/** A stage that belongs to a mass failure ends at the latest so long after it, in seconds. */
export const tailSeconds = 900;

/**
 * Sends the mass failure's next page when it is due and there is something new, whatever became of the page stages.
 * @param overdue mass failures of incidents that nobody has been told of by their deadline, however long ago that was
 */
export async function sweepMassFailures(
  overdue: readonly MassFailure[],
  services: SweepServices,
): Promise<void> {
  const { sns, backupTopicArn } = services;
  const state = await readMassFailure(services.database);
  const isRecent = state !== undefined && plusSeconds(state.until, tailSeconds) > iso(services.now());
  const massFailures = new Map(
    [...(isRecent ? [state] : []), ...overdue].map((massFailure) => [massFailure.id, massFailure]),
  );
  for (const massFailure of massFailures.values()) {
    await sweepMassFailure(massFailure, (page) => publish(sns, backupTopicArn, page), services);
  }
}
