import { readMassFailure } from '#core/incident/mass-failure';
import type { MassFailure } from '#core/incident/records';
import { sweepMassFailure } from '#core/mass-failure/page';
import { publish } from '#core/page/publish';
import { iso, plusSeconds } from '#core/time';
import type { SweepServices } from './sweep.ts';

/** How long after a mass failure its stages may still run, in seconds. */
const tailSeconds = 900;

/**
 * Sends a mass failure's next page if it is due and something is new, even if the page stages died.
 * @param overdue mass failures of incidents whose deadline has passed without a page, however long ago
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
