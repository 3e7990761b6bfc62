import { namesIn } from '#cdk/names';
import { adopts } from '#core/runbook/runbook';
import type { EnvironmentSpec } from '#define/index';
import { type Problem, problemAt } from './problem.ts';
import type { ResolvedRunbook } from './resolve.ts';

/** CloudWatch's limit on an alarm's name, in characters. */
const longestAlarmName = 255;

/** A dimension's value is ASCII: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
const isAscii = /^[\x20-\x7e]+$/;

/** Delayed pages that nothing would ever delay, and those whose alarms can't be named. */
export function neverWorkedOn(
  runbooks: readonly ResolvedRunbook[],
  { file, spec }: { readonly file: string; readonly spec: EnvironmentSpec },
): Problem[] {
  const names = namesIn(spec.name);
  return (spec.delayedPages ?? []).flatMap((alarm, index) => {
    const wrong = (expected: string): Problem[] => [
      problemAt(file, ['delayedPages', index], alarm, expected),
    ];
    const tooLong = names.unhandled(alarm).length - longestAlarmName;
    if (spec.delayedPages?.indexOf(alarm) !== index) return wrong('each alarm once');
    if (!isAscii.test(alarm))
      return wrong('a name of printable ASCII: no other can be the dimension of a metric');
    if (tooLong > 0)
      return wrong(`a name ${tooLong} characters shorter: that of the alarm made for it holds it`);
    return runbooks.some(({ deployed }) => adopts(deployed.adopts, alarm))
      ? []
      : wrong('the name of an alarm that a runbook of this environment adopts');
  });
}
