import type { RunLimits } from '#core/guards/run-limits';
import type { Runs } from '#core/incident/memory';
import type { Incident } from '#core/incident/records';
import { nextRun, runLimitsOf } from '#core/incident/run-limits';
import { rememberRunsSeconds } from '#core/incident/runs';
import { runsKey } from '#core/table/keys';
import { plusSeconds } from '#core/time';
import type { Deployed } from './command.ts';
import { incidentsSince, type Listed, readIncidents, readItems, targetOf } from './incidents.ts';

/** What a runbook's runs on a target left of what its guards allow. */
export interface LimitedTarget {
  readonly runbook: string;
  readonly target: string;
  readonly guards: Incident['runbook']['guards'];
  readonly limits: RunLimits;
}

/**
 * Runs have no index: they are found by who acted. The last incident of each alarm that a runbook acted on names its targets, and
 * the guards as they were deployed then.
 */
export async function limitedTargets({ database }: Deployed, now: Date): Promise<LimitedTarget[]> {
  const newest = new Map<string, Listed>();
  for await (const listed of incidentsSince(database, plusSeconds(now, -rememberRunsSeconds), now)) {
    const key = JSON.stringify([listed.listed.runbook, listed.listed.alarm]);
    if (listed.answer === 'act' && !newest.has(key)) newest.set(key, listed);
  }
  const incidents = await readIncidents(
    database,
    [...newest.values()].map(({ id }) => id),
  );
  const byKey = new Map<string, { readonly incident: Incident; readonly target: string }>();
  for (const incident of incidents.sort((one, other) => (one.since < other.since ? -1 : 1))) {
    for (const target of incident.plan.flatMap(({ targets }) => targets)) {
      byKey.set(JSON.stringify(runsKey(target, incident.runbook.id)), { incident, target });
    }
  }
  const items = await readItems(
    database,
    [...byKey.values()].map(({ incident, target }) => runsKey(target, incident.runbook.id)),
  );
  return items
    .flatMap((item) => {
      const runbook = String(item['sk']).slice('RUNS#'.length);
      const found = byKey.get(JSON.stringify(runsKey(targetOf(item), runbook)));
      if (!found) return [];
      const { guards } = found.incident.runbook;
      return [
        { runbook, target: found.target, guards, limits: runLimitsOf(item as unknown as Runs, guards, now) },
      ];
    })
    .sort((one, other) => (nextRun(other.limits) ?? '').localeCompare(nextRun(one.limits) ?? ''));
}
