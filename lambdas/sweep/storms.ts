import type { Storm } from '#core/incident/records';
import { readStorm } from '#core/incident/storm';
import { sweepStorm } from '#core/mass-failure/page';
import { publish } from '#core/page/publish';
import { iso, plusSeconds } from '#core/time';
import type { SweepServices } from './sweep.ts';

/** A stage that belongs to a mass failure ends at the latest so long after it, in seconds. */
export const tailSeconds = 900;

/**
 * Sends the mass failure's next page when it is due and there is something new, whatever became of the page stages.
 * @param overdue mass failures of incidents that nobody has been told of by their deadline, however long ago that was
 */
export async function sweepStorms(overdue: readonly Storm[], services: SweepServices): Promise<void> {
  const { sns, backupTopicArn } = services;
  const state = await readStorm(services.database);
  const isRecent = state !== undefined && plusSeconds(state.until, tailSeconds) > iso(services.now());
  const storms = new Map([...(isRecent ? [state] : []), ...overdue].map((storm) => [storm.id, storm]));
  for (const storm of storms.values()) {
    await sweepStorm(storm, (page) => publish(sns, backupTopicArn, page), services);
  }
}
