import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { actions } from '#action/register';
import { bundleHandlers } from '#cdk/bundle';
import { addNightshift, handlerFiles } from '#cdk/nightshift';
import { formatProblems, resolveRunbooks } from '#checks/resolve';
import type { EnvironmentSpec } from '#define/index';
import { loadRunbooks } from '#project/load';

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** What an environment deploys, per its templates. */
export interface Deployed {
  /** By logical id, from all stacks. */
  readonly resources: Readonly<Record<string, Resource>>;
  /** What stacks export, by the export's name. */
  readonly exports: Readonly<Record<string, unknown>>;
}

interface Template {
  readonly Resources?: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { Name: string } }>
  >;
}

/** Synthesizes an environment with the repository's runbooks. */
export async function deployed(environment: EnvironmentSpec): Promise<Deployed> {
  const file = `environments/${environment.name}.ts`;
  const resolution = resolveRunbooks(await loadRunbooks(), { file, spec: environment }, actions);
  const { runbooks, problems } = resolution;
  if (problems.length > 0) throw new Error(formatProblems(problems));
  const { context } = JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'));
  const outdir = mkdtempSync(join(tmpdir(), 'nightshift-judges-'));
  const bundles = await bundleHandlers(handlerFiles(runbooks));
  try {
    const app = new App({ context, outdir });
    addNightshift(app, { environment, runbooks, actions, bundles });
    return together(app.synth().stacks.map(({ template }) => template as Template));
  } finally {
    bundles.remove();
    rmSync(outdir, { recursive: true, force: true });
  }
}

function together(templates: readonly Template[]): Deployed {
  const resources: Record<string, Resource> = {};
  const exports: Record<string, unknown> = {};
  for (const { Resources = {}, Outputs = {} } of templates) {
    for (const [id, resource] of Object.entries(Resources)) {
      if (resources[id] && JSON.stringify(resources[id]) !== JSON.stringify(resource))
        throw new Error(`Two stacks call different resources ${id}.`);
      resources[id] = resource;
    }
    for (const { Value, Export } of Object.values(Outputs)) if (Export) exports[Export.Name] = Value;
  }
  return { resources, exports };
}
