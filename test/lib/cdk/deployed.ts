import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { actions } from '#action/register';
import type { Bundles } from '#cdk/bundle';
import { addNightshift } from '#cdk/nightshift';
import { resolveRunbooks } from '#checks/resolve';
import type { EnvironmentSpec, RunbookSpec } from '#define/index';
import type { LocalEnvironmentSpec } from '#define/local';
import sandbox from '#environments/sandbox';
import { loadRunbooks } from '#project/load';

/** Without the synthetic alarm, drills and the answer page, which are asked for where they are looked at. */
const { synthetic: _, drills: __, answers: ___, ...rest } = sandbox;
export const usual: EnvironmentSpec = rest;

/** The context that the CDK CLI hands to the app: the tests look at what is deployed. */
const { context } = JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'));

/** Directories in place of bundles, one per handler: what stands in them is not CDK's business. */
function stubBundles(): Bundles {
  const root = mkdtempSync(join(tmpdir(), 'nightshift-stubs-'));
  return {
    directory: (file) => {
      const directory = join(root, dirname(file));
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, 'handler.mjs'), `export const handler = async () => '${file}';`);
      return directory;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

export interface Deployed {
  readonly app: App;
  readonly foundation: Template;
  readonly runbooks: Template;
  readonly console: Template;
  /** What the reconciler finds beside its code. */
  readonly index: ReadonlyArray<{ stateMachineArn: string; runbook: { id: string } }>;
  /** What the widget finds beside its code. */
  readonly trusted: unknown;
}

/**
 * The app and the templates of the sandbox, with what is given in place of its own values; see templates.ts for tests that
 * need no app.
 * @param more runbooks besides the samples
 */
export async function deployed(
  environment: Partial<LocalEnvironmentSpec> = {},
  more: readonly RunbookSpec[] = [],
): Promise<Deployed> {
  const spec: EnvironmentSpec = { ...usual, ...environment };
  const samples = (await loadRunbooks()).filter(({ file }) => Object.hasOwn(spec.runbooks, nameOf(file)));
  const added = more.map((runbook) => ({ file: `runbooks/${runbook.id}.ts`, spec: runbook }));
  const file = `environments/${spec.name}.ts`;
  const { runbooks, problems } = resolveRunbooks([...samples, ...added], { file, spec }, actions);
  if (problems.length > 0) throw new Error(JSON.stringify(problems, undefined, 2));
  const app = new App({ context });
  const bundles = stubBundles();
  const beside = (stage: string, file: string) =>
    JSON.parse(readFileSync(join(bundles.directory(`lambdas/${stage}/handler.ts`), file), 'utf8'));
  try {
    const stacks = addNightshift(app, { environment: spec, runbooks, actions, bundles });
    return {
      app,
      foundation: Template.fromStack(stacks.foundation),
      runbooks: Template.fromStack(stacks.runbooks),
      console: Template.fromStack(stacks.console),
      index: beside('reconcile', 'runbooks.json'),
      trusted: beside('widget', 'deployed.json'),
    };
  } finally {
    bundles.remove();
  }
}

const nameOf = (file: string): string => file.replace(/^runbooks\/|\.ts$/g, '');
