import { type Names, namesIn } from '#cdk/names';
import { alarmPatterns } from '#cdk/runbooks/adoption';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { EnvironmentSpec } from '#define/index';
import { type Problem, problemAt } from './problem.ts';
import type { ResolvedRunbook } from './resolve.ts';

/** AWS's limits on names, in characters. */
const longest = { ruleName: 64, functionName: 64 };

/** What fits every runbook alone but not this environment's resource names. */
export function overLimits(
  runbooks: readonly ResolvedRunbook[],
  environment: { readonly file: string; readonly spec: EnvironmentSpec },
): Problem[] {
  const names = namesIn(environment.spec.name);
  return runbooks.flatMap(({ file, deployed }) => [
    ...tooLong(file, ['id'], longestRuleName(names, deployed), longest.ruleName, 'rule'),
    ...deployed.steps.flatMap(({ action, network }, index) =>
      tooLong(file, ['steps', index], names.function(action, network), longest.functionName, 'Lambda'),
    ),
  ]);
}

function tooLong(
  file: string,
  path: (string | number)[],
  name: string,
  most: number,
  what: string,
): Problem[] {
  if (name.length <= most) return [];
  return [
    problemAt(
      file,
      path,
      name,
      `at most ${most} characters in the ${what}'s name; ${name.length - most} fewer`,
    ),
  ];
}

/** Alarms that don't fit into one event pattern take several rules, whose names end in a number. */
function longestRuleName(names: Names, runbook: DeployedRunbook): string {
  const count = alarmPatterns(runbook).length;
  return count === 1 ? names.rule(runbook.id) : names.furtherRule(runbook.id, count);
}
