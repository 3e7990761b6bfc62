import { Annotations, Aspects } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { actions, addActions } from '#action/register';
import type { Action } from '#core/action/define-action';
import { provenFile } from '#core/drill/proven';
import type { EnvironmentSpec, RunbookSpec } from '#define/index';
import { evidenceIn } from '#project/proven';
import { bundleHandlersSync } from './bundle.ts';
import { addStacks, addTags, handlerFiles } from './nightshift.ts';
import { checked } from './synthesize.ts';
import { unprovenLines } from './versions.ts';

/** Evidence of drills for these runbooks. The app may have other runbooks in another environment. */
function evidenceOf(ids: readonly string[]) {
  const { files, now } = evidenceIn();
  const own = ids.map(provenFile);
  return { files: files.filter(({ file }) => own.includes(file)), now };
}

export interface NightshiftConstructProps {
  readonly environment: EnvironmentSpec;
  /**
   * Your own actions. Their code is bundled from `actions/<id>/handler.ts` in the folder in which the app runs.
   * @default - those that come with Nightshift
   */
  readonly actions?: readonly Action[];
}

/**
 * Nightshift in your own CDK app: adds its stacks, with their usual names. Every mistake in a runbook or in the environment is
 * an error at synth. Checks that need the whole assembly (templates against AWS's quotas and promises, and cdk-nag) run only in
 * Nightshift's own app.
 * @example const nightshift = new Nightshift(app, 'Nightshift', { environment }); nightshift.addRunbook(webServiceHung);
 */
export class Nightshift extends Construct {
  readonly #environment: EnvironmentSpec;
  readonly #runbooks: RunbookSpec[] = [];
  #isBuilt = false;

  constructor(scope: Construct, id: string, { environment, actions: own = [] }: NightshiftConstructProps) {
    super(scope, id);
    this.#environment = environment;
    addActions(own);
    addTags(this, environment);
    // The stacks depend on all runbooks together, so they are created when the app is synthesized.
    Aspects.of(this).add({ visit: (node) => node === this && this.#build() }, { priority: 0 });
  }

  /** Deploys a runbook, if the environment has its values. */
  addRunbook(runbook: RunbookSpec): this {
    this.#runbooks.push(runbook);
    return this;
  }

  #build(): void {
    if (this.#isBuilt) return;
    this.#isBuilt = true;
    // Sorted, so that the order of adding them changes nothing.
    const runbooksInOrder = this.#runbooks.toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const sources = runbooksInOrder.map((spec) => ({ file: `runbooks/${spec.id}.ts`, spec }));
    const file = `environments/${this.#environment.name}.ts`;
    const ids = this.#runbooks.map(({ id }) => id);
    const { spec: environment, runbooks } = checked(
      sources,
      { file, spec: this.#environment },
      evidenceOf(ids),
    );
    const bundles = bundleHandlersSync(handlerFiles(runbooks));
    try {
      const { versioned } = addStacks(this, { environment, runbooks, actions, bundles });
      for (const line of unprovenLines(versioned, new Date()))
        Annotations.of(this).addWarningV2('nightshift:unproven', line);
    } finally {
      bundles.remove();
    }
  }
}
