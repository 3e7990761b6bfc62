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

const byId: Record<string, Action> = Object.fromEntries(
  Object.values(all).map((action) => [action.id, action as unknown as Action]),
);

/** Every action there is, by id. A new action is a folder and a line above; a project's own are added when it is loaded. */
export const actions: Readonly<Record<string, Action>> = byId;

/**
 * Adds the actions of a project. Adding one twice changes nothing.
 * @throws Error if another action has its id
 */
export function addActions(own: readonly Action[]): void {
  for (const action of own) {
    if ((byId[action.id] ?? action) !== action)
      throw new Error(`Two actions are called ${action.id}: give the project's own one another name.`);
    byId[action.id] = action;
  }
}
