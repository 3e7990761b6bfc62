import type { RunbookSpec } from '#define/index';
import type { IncidentView } from '../incidents.ts';
import { sleep } from '../processes.ts';
import { deployedTime } from './deployed-time.ts';

/** Waits until a runbook may act again on the targets of its last incident. @default - no incident: at once */
export async function cooledDown(runbook: RunbookSpec, last: IncidentView | undefined): Promise<void> {
  if (!last) return;
  // A run counts from the start of a step, moments after the incident was opened.
  const { incident, attempts } = last;
  const ran = [incident.openedAt, ...attempts.map(({ at }) => at)].map((at) => Date.parse(at));
  const over = Math.max(...ran) + deployedTime(runbook.guards?.cooldown?.seconds ?? 0) + 1_000;
  await sleep(Math.max(0, over - Date.now()));
}
