import * as all from '#actions/all';
import type { Action } from '#core/action/define-action';

const byId: Record<string, Action> = Object.fromEntries(
  Object.values(all).map((action) => [action.id, action as unknown as Action]),
);

/** Every action by id. A project's own are added when it is loaded. */
export const actions: Readonly<Record<string, Action>> = byId;

/**
 * Adds a project's actions. Adding one twice changes nothing.
 * @throws Error if another action has its id
 */
export function addActions(own: readonly Action[]): void {
  for (const action of own) {
    if ((byId[action.id] ?? action) !== action)
      throw new Error(`Two actions are called ${action.id}: give the project's own one another name.`);
    byId[action.id] = action;
  }
}
