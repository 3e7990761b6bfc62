import { actions } from '#action/register';
import type { DeployedRunbook, Mode } from '#core/runbook/runbook';
import { type DeployedAlarm, deploy } from '#define/deploy';
import type { RunbookSpec } from '#define/index';
import { readsOf, type Values } from '#define/values';
import { actionModule, pathOf } from '#project/project';
import type { ActionWorld } from './world/action-world.ts';

/** A runbook that can be run, and the alarms that it creates. */
export interface Deployable {
  readonly runbook: DeployedRunbook;
  readonly creates: readonly DeployedAlarm[];
}

const isDeployed = (runbook: RunbookSpec | DeployedRunbook): runbook is DeployedRunbook =>
  Object.hasOwn(runbook, 'adopts');

/** Drops the guard on test pages: a rehearsal reads every page, and in a replayed night someone had acknowledged the paths. */
function withoutTestPages(runbook: DeployedRunbook): DeployedRunbook {
  if (!runbook.guards.testPages) return runbook;
  const { testPages: _, ...guards } = runbook.guards;
  return { ...runbook, guards };
}

const known = new WeakMap<RunbookSpec, Map<string, Deployable>>();

/**
 * Fills in a runbook, at its full durations. A value that no environment gives is replaced by its own name.
 * @param mode @default - the runbook's own
 */
export function deployable(
  runbook: RunbookSpec | DeployedRunbook,
  { values = {}, mode }: { readonly values?: Values | undefined; readonly mode?: Mode | undefined } = {},
): Deployable {
  if (isDeployed(runbook)) {
    const rehearsed = withoutTestPages(runbook);
    return { runbook: mode && mode !== rehearsed.mode ? { ...rehearsed, mode } : rehearsed, creates: [] };
  }
  const variants = known.get(runbook) ?? new Map<string, Deployable>();
  known.set(runbook, variants);
  const key = JSON.stringify([values, mode]);
  const variant = variants.get(key) ?? filledIn(runbook, values, mode);
  variants.set(key, variant);
  return variant;
}

function filledIn(runbook: RunbookSpec, values: Values, mode: Mode | undefined): Deployable {
  const placeholders = Object.fromEntries(readsOf(runbook.steps, runbook).map(({ name }) => [name, name]));
  const { deployed, creates } = deploy(runbook, actions, { ...placeholders, ...values }, { mode });
  return { runbook: deployed, creates };
}

interface WorldModule {
  readonly default: ActionWorld;
  /** Its parameters, as a team's runbook would have them. @default - none, in a project's own action */
  readonly example?: Readonly<Record<string, unknown>>;
}

const worlds = new Map<string, WorldModule>();

/**
 * The part of the world that belongs to an action: its folder's `world.ts`.
 * @throws Error saying what to write, if there is none
 */
export const actionWorld = async (id: string): Promise<ActionWorld> => (await worldModule(id)).default;

/**
 * Parameters that an action acts on in its own world: the `example` of its `world.ts`.
 * @throws Error saying what to write, if there is none
 */
export async function actionExample(id: string): Promise<Readonly<Record<string, unknown>>> {
  const { example } = await worldModule(id);
  if (example) return example;
  throw new Error(
    `${pathOf(actionModule(id, 'world.ts'))} exports no \`example\`: parameters as in a runbook.`,
  );
}

async function worldModule(id: string): Promise<WorldModule> {
  const cached = worlds.get(id);
  if (cached) return cached;
  const file = actionModule(id, 'world.ts');
  try {
    const loaded: WorldModule = await import(file.href);
    worlds.set(id, loaded);
    return loaded;
  } catch (cause) {
    throw new Error(
      `The action ${id} can't be rehearsed: ${pathOf(file)} is its part of the rehearsal's world, and it can't be loaded (${String(cause)}).`,
      { cause },
    );
  }
}
