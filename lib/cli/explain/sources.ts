import { actions } from '#action/register';
import { formatProblems, type Problem, type Resolution, resolveRunbooks, type Source } from '#checks/resolve';
import type { Action } from '#core/action/define-action';
import type { EnvironmentSpec, RunbookSpec } from '#define/index';
import { environmentNames, loadEnvironment, loadRunbooks } from '#project/load';
import { CommandError } from '../command-line.ts';

/** A valid runbook, and the file that holds it. */
export interface SourcedRunbook {
  readonly file: string;
  readonly spec: RunbookSpec;
}

/** A valid environment. */
export interface KnownEnvironment {
  readonly spec: EnvironmentSpec;
  /** By runbook id, why the environment does not deploy it. */
  readonly notDeployed: ReadonlyMap<string, string>;
}

/** Everything to explain. */
export interface Sources {
  readonly runbooks: readonly SourcedRunbook[];
  /** Production first, then by name. */
  readonly environments: readonly KnownEnvironment[];
  readonly actions: Readonly<Record<string, Action>>;
}

/** The default environment. */
const usual = 'production';

/**
 * Loads and checks every runbook and environment.
 * @param root the repository
 * @throws CommandError with every mistake; a text about a runbook that can't be deployed would be wrong
 */
export async function loadSources(root: URL): Promise<Sources> {
  const folder = new URL('environments/', root);
  const names = await environmentNames(folder);
  const ordered = [...names].sort((a, b) => Number(b === usual) - Number(a === usual));
  const [runbooks, environments] = await Promise.all([
    loadRunbooks(new URL('runbooks/', root)),
    Promise.all(ordered.map((name) => loadEnvironment(name, folder))),
  ]).catch((error: unknown) => {
    throw new CommandError(error instanceof Error ? error.message : String(error), 1);
  });
  const resolved = environments.map((source) => ({
    source,
    resolution: resolveRunbooks(runbooks, source, actions),
  }));
  refuseMistakes(resolved.flatMap(({ resolution }) => resolution.problems));
  return { runbooks: runbooks.map(sound), environments: resolved.map(known), actions };
}

/** Each environment repeats a runbook's own mistakes. */
function refuseMistakes(problems: readonly Problem[]): void {
  const distinct = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  if (distinct.size > 0)
    throw new CommandError(formatProblems([...distinct.values()], 'nothing to explain').trimEnd(), 1);
}

/** No problems, so the file holds a runbook. */
const sound = ({ file, spec }: Source): SourcedRunbook => ({ file, spec: spec as RunbookSpec });

const known = ({ source, resolution }: { source: Source; resolution: Resolution }): KnownEnvironment => ({
  spec: source.spec as EnvironmentSpec,
  notDeployed: new Map(resolution.notDeployed.map(({ id, why }) => [id, why])),
});
