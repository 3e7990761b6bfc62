import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResolvedRunbook } from '#checks/resolve';
import { drilled, runbookVersion, sha256 } from '#core/drill/version';
import { reasonText } from '#core/reasons/reason';
import { gated } from '#core/switches/modes';
import type { Deployment } from '#define/deploy';
import { compileWorkflow } from '#workflow/compile';
import { type Bundles, bundleFile, bundleHandlers } from './bundle.ts';
import { handlerFile } from './names.ts';

/** The runbooks, each with its version, which is deployed with it. */
export const withVersions = (runbooks: readonly ResolvedRunbook[], bundles: Bundles): ResolvedRunbook[] =>
  runbooks.map((runbook) =>
    runbook.written
      ? { ...runbook, deployed: { ...runbook.deployed, version: versionOf(runbook.written, bundles) } }
      : runbook,
  );

/** The same before anything is synthesized: bundles the actions for it. */
export async function versionsHere(runbooks: readonly ResolvedRunbook[]): Promise<ResolvedRunbook[]> {
  const used = new Set(runbooks.flatMap(({ deployed }) => deployed.steps.map(({ action }) => action)));
  const bundles = await bundleHandlers([...used].map(handlerFile.action));
  try {
    return withVersions(runbooks, bundles);
  } finally {
    bundles.remove();
  }
}

/** The version of a runbook as written, with the bundled code of its actions. */
function versionOf({ deployed, creates }: Deployment, bundles: Bundles): string {
  const actions = [...new Set(deployed.steps.map(({ action }) => action))];
  return runbookVersion({
    definition: compileWorkflow(drilled(deployed)).definition,
    creates,
    bundles: Object.fromEntries(
      actions.map((action) => [action, codeHash(bundles.directory(handlerFile.action(action)))]),
    ),
  });
}

/** A line for each runbook in mode `auto` that asks a person first because no drill has proven its version. */
export const unprovenLines = (runbooks: readonly ResolvedRunbook[], now: Date): string[] =>
  runbooks.flatMap(({ deployed: runbook }) => {
    const { mode, because } = gated({ mode: runbook.mode }, runbook, now);
    return mode === runbook.mode || !because
      ? []
      : [
          `${runbook.id} is in mode ${runbook.mode} and acts as in ${mode}, since ${reasonText(because)}; see \`nightshift trust ${runbook.id}\`.`,
        ];
  });

const codeHash = (directory: string): string => sha256(readFileSync(join(directory, bundleFile)));
