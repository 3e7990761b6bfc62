/**
 * Synthesizes COUNT generated runbooks and prints the result as JSON; run in its own process, so that nothing is
 * warm: `node verification/bench/synth/once.ts COUNT STACKS [all-actions]`.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { actions } from '#action/register';
import type { Bundles } from '#cdk/bundle';
import { addNightshift } from '#cdk/nightshift';
import { type Fit, fitOf } from '#checks/fit';
import { formatProblems, resolveRunbooks } from '#checks/resolve';
import { stepsOfAllActions } from './all-actions.ts';
import { environmentFor, runbookSources } from './generated.ts';

/** Time and output of one synth. */
export interface Synth {
  /** From the checks to the templates on disk. */
  readonly seconds: number;
  /** Processor time of all threads. */
  readonly cpuSeconds: number;
  readonly templates: number;
  /** Of all templates. */
  readonly bytes: number;
  readonly resources: number;
  readonly uses: Fit['uses'];
  readonly toRaise: Fit['toRaise'];
  /** As `cdk synth` would print them; empty without any. */
  readonly problems: string;
}

const [count = 10, runbookStacks = 1] = process.argv.slice(2, 4).map(Number);
const steps = process.argv[4] === 'all-actions' ? await stepsOfAllActions() : undefined;
const folder = mkdtempSync(join(tmpdir(), 'nightshift-bench-'));
try {
  console.log(JSON.stringify(synth()));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function synth(): Synth {
  const file = 'environments/bench.ts';
  const spec = environmentFor(count, runbookStacks);
  const sources = runbookSources(count, steps);
  const cdk = JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'));
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const { runbooks, problems } = resolveRunbooks(sources, { file, spec }, actions);
  if (problems.length > 0) throw new Error(formatProblems(problems));
  // As bin/app.ts makes it.
  const context = { ...cdk.context, '@aws-cdk/core:stackResourceLimit': 0 };
  const app = new App({ context, outdir: join(folder, 'out') });
  const { constructs } = addNightshift(app, { environment: spec, runbooks, actions, bundles: stubs() });
  const assembly = app.synth();
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - start) / 1_000;
  const fit = fitOf(assembly, { file, spec, runbooks: constructs });
  return {
    ...{ seconds, cpuSeconds: (user + system) / 1e6 },
    templates: assembly.stacks.length,
    bytes: assembly.stacks.reduce((sum, { templateFullPath }) => sum + statSync(templateFullPath).size, 0),
    resources: assembly.stacks.reduce((sum, { template }) => sum + Object.keys(template.Resources).length, 0),
    ...{ uses: fit.uses, toRaise: fit.toRaise, problems: formatProblems(fit.problems, 'not deployable') },
  };
}

/** In place of bundles: bundling takes the same time for any number of runbooks. */
function stubs(): Bundles {
  return {
    directory: (handler) => {
      const directory = join(folder, 'code', dirname(handler));
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, 'handler.mjs'), `// ${handler}`);
      return directory;
    },
    remove: () => {},
  };
}
