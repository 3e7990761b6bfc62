import clearSyntheticFault from './clear-synthetic-fault/action.ts';
import type { Action } from './define-action.ts';
import failOverAuroraCluster from './fail-over-aurora-cluster/action.ts';
import flushRedisCache from './flush-redis-cache/action.ts';
import restartEcsTasks from './restart-ecs-tasks/action.ts';

const all = {
  restartEcsTasks,
  flushRedisCache,
  failOverAuroraCluster,
  clearSyntheticFault,
};

/** Every action there is, by id. A new action is a folder and a line above. */
export const actions: Readonly<Record<string, Action>> = Object.fromEntries(
  Object.values(all).map((action) => [action.id, action as unknown as Action]),
);
