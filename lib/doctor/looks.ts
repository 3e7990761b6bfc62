import { existsSync } from 'node:fs';
import type { Look } from '../../lambdas/remediate/define-look.ts';
import { actionModule } from '../project.ts';

/**
 * The look of an action: its folder's `look.ts`, found by its name as the rehearsal finds `world.ts`, so that a new action needs no
 * further register.
 * @returns undefined where the folder has none
 */
export async function lookOf(action: string): Promise<Look<object, unknown> | undefined> {
  const file = actionModule(action, 'look.ts');
  if (!existsSync(file)) return undefined;
  const loaded: { default: Look<object, unknown> } = await import(file.href);
  return loaded.default;
}
