import * as all from './all.ts';
import type { Action } from './define-action.ts';

/** Every action there is, by id. */
export const actions: Readonly<Record<string, Action>> = Object.fromEntries(
  Object.values(all).map((action) => [action.id, action as unknown as Action]),
);
