import type { App } from 'aws-cdk-lib';
import { actions } from '#action/register';
import { neverWorkedOn } from '#checks/delayed-pages';
import { fitOf, templatesOf } from '#checks/fit';
import { templateProblems } from '#checks/invariants/templates';
import { overLimits } from '#checks/limits';
import { otherPartition } from '#checks/partition';
import { problemAt } from '#checks/problem';
import {
  type Evidence,
  formatProblems,
  type Problem,
  type Resolution,
  resolveRunbooks,
  type Source,
} from '#checks/resolve';
import type { EnvironmentSpec } from '#define/index';
import { loadEnvironment, loadRunbooks } from '#project/load';
import { evidenceIn } from '#project/proven';
import { bundleHandlers } from './bundle.ts';
import { addNightshift, handlerFiles, type NightshiftProps, placeOf } from './nightshift.ts';
import { unprovenLines } from './versions.ts';

/** The environment is not deployable as written. The message has everything that its author needs. */
export class NotDeployable extends Error {
  override readonly name = 'NotDeployable';
}

/**
 * Checks the runbooks against the environment `name`, bundles their handlers, adds the stacks, and synthesizes them to check
 * the templates against the promises and AWS's quotas.
 * @param app without CDK's own limit on resources, so that a full stack is reported like any other mistake
 * @returns one line for each runbook that this environment does not deploy, and for each quota to raise
 * @throws NotDeployable with every mistake in every file
 */
export async function synthesize(app: App, name: string): Promise<string[]> {
  const [sources, environment] = await Promise.all([loadRunbooks(), loadEnvironment(name)]).catch(
    notDeployable,
  );
  const { spec, runbooks, notDeployed } = checked(sources, environment, evidenceIn());
  const { constructs, versioned } = await addTo(app, { environment: spec, runbooks, actions });
  const assembly = app.synth();
  const fit = fitOf(assembly, { file: environment.file, spec, runbooks: constructs });
  const broken = [...templateProblems(environment.file, templatesOf(assembly)), ...fit.problems];
  if (broken.length > 0) throw new NotDeployable(formatProblems(broken, 'not deployable'));
  return [
    ...notDeployed.map(({ id, why }) => `${id} is not deployed in ${name}: ${why}`),
    ...unprovenLines(versioned, new Date()),
    ...fit.toRaise,
  ];
}

/**
 * The runbooks with the environment's values.
 * @throws NotDeployable with every mistake in every file
 */
export function checked(
  sources: readonly Source[],
  environment: Source,
  evidence: Evidence,
): Omit<Resolution, 'problems'> & { readonly spec: EnvironmentSpec } {
  const { runbooks, notDeployed, problems } = resolveRunbooks(sources, environment, actions, evidence);
  if (problems.length > 0) throw new NotDeployable(formatProblems(problems));
  // Without a problem the file holds an environment.
  const spec = environment.spec as EnvironmentSpec;
  const found = [
    ...overLimits(runbooks, { file: environment.file, spec }),
    ...unplaced(environment.file, spec, runbooks),
    ...neverWorkedOn(runbooks, { file: environment.file, spec }),
  ];
  if (found.length > 0) throw new NotDeployable(formatProblems(found));
  return { spec, runbooks, notDeployed };
}

async function addTo(app: App, props: Omit<NightshiftProps, 'bundles'>) {
  const bundles = await bundleHandlers(handlerFiles(props.runbooks));
  try {
    return addNightshift(app, { ...props, bundles });
  } finally {
    bundles.remove();
  }
}

/** Roles and the reconciler's index need targets' ARNs, so account and region must be known at synth. */
function unplaced(file: string, spec: EnvironmentSpec, runbooks: readonly unknown[]): Problem[] {
  const place = placeOf(spec);
  if (runbooks.length === 0) return otherPartition(file, place.region);
  const missing = Object.entries(place).flatMap(([field, value]) =>
    value
      ? []
      : [problemAt(file, [field], undefined, `the ${field} here, or AWS credentials that lead to one`)],
  );
  return [...missing, ...otherPartition(file, place.region)];
}

function notDeployable(error: unknown): never {
  throw new NotDeployable(error instanceof Error ? error.message : String(error), { cause: error });
}
