import { actions } from '#action/register';
import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import { resolveRunbooks } from '#checks/resolve';
import type { Sources } from '#cli/explain/sources';
import { type EnvironmentSpec, type RunbookSpec, step } from '#define/index';
import { anEnvironment, aRunbook } from '#test/lib/checks/fixtures';

/** The repository. */
export const root = new URL('../../../../', import.meta.url);

/** One step that restarts a service of the environment's cluster. */
export const restarts = step(restartEcsTasks, {
  cluster: { fromEnvironment: 'cluster' },
  service: 'shop',
  restart: 'rolling',
});

/** What loadSources gives for one runbook, shop-errors, and these environments. */
export function sourcesOf(
  runbook: Partial<RunbookSpec> = {},
  environments: readonly Partial<EnvironmentSpec>[] = [{ runbooks: {} }],
): Sources {
  const spec = aRunbook({ steps: [restarts], ...runbook });
  const source = { file: `runbooks/${spec.id}.ts`, spec };
  return {
    runbooks: [source],
    actions,
    environments: environments.map((changes) => {
      const environment = anEnvironment(changes);
      const file = `environments/${environment.name}.ts`;
      const { notDeployed, problems } = resolveRunbooks([source], { file, spec: environment }, actions);
      expect(problems).toEqual([]);
      return { spec: environment, notDeployed: new Map(notDeployed.map(({ id, why }) => [id, why])) };
    }),
  };
}
