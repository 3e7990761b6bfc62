import type { DeployedRunbook } from '../lambdas/shared/runbook.ts';
import { type Problem, problemAt } from './define/checks/problem.ts';
import type { EnvironmentSpec } from './define/index.ts';
import type { ResolvedRunbook } from './define/resolve.ts';
import { namesIn } from './names.ts';
import { matchesOf, stateChange } from './runbooks/adoption.ts';

/** AWS's limits on names and event patterns, in characters. */
const longest = { ruleName: 64, functionName: 64, eventPattern: 2_048 };

/** What fits every runbook alone but not this environment's resource names, or not one event pattern. */
export function overLimits(
  runbooks: readonly ResolvedRunbook[],
  environment: { readonly file: string; readonly spec: EnvironmentSpec },
): Problem[] {
  const names = namesIn(environment.spec.name);
  return runbooks.flatMap(({ file, deployed }) => [
    ...tooLong(file, ['id'], names.rule(deployed.id), longest.ruleName, 'rule'),
    ...deployed.steps.flatMap(({ action, network }, index) =>
      tooLong(file, ['steps', index], names.function(action, network), longest.functionName, 'Lambda'),
    ),
    ...tooManyAlarms(file, deployed),
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

function tooManyAlarms(file: string, { id, adopts }: DeployedRunbook): Problem[] {
  const { length } = JSON.stringify(stateChange('ALARM', matchesOf(id, adopts)));
  if (length <= longest.eventPattern) return [];
  return [
    problemAt(
      file,
      ['when', 'alarms'],
      adopts.names,
      `alarms whose event pattern has at most ${longest.eventPattern} characters (this one has ${length}): use a prefix or a tag`,
    ),
  ];
}
