import { examine } from '../doctor/examine.ts';
import { type Finding, type Severity, severities } from '../doctor/finding.ts';
import { placeOf, placeOnPaper, planIn, readFiles } from '../doctor/plan.ts';
import { readPolicy } from '../doctor/policy.ts';
import type { Given } from '../spec.ts';
import type { Answer, Surroundings } from './command.ts';
import { refuseUnknownEnvironment } from './connect.ts';
import type { doctorOptions } from './specs/health.ts';
import { asJson, paint, shown } from './text.ts';

/** `nightshift doctor`. */
export async function doctor(
  { values }: Given<typeof doctorOptions>,
  surroundings: Surroundings,
): Promise<string | Answer> {
  const { environment, json } = values;
  await refuseUnknownEnvironment(environment);
  const files = await readFiles(environment);
  if (values.permissions) {
    const policy = await readPolicy(planIn(placeOnPaper(files.spec), files));
    return json ? asJson(policy) : JSON.stringify(policy, null, 2);
  }
  const account = await surroundings.account(environment);
  const planned = planIn(await placeOf(files.spec, account), files);
  const findings = await examine(planned, account, surroundings.now());
  return json ? inJson(environment, findings) : inWords(environment, findings);
}

/** What could not be checked may be broken, so it counts. */
const matters = ({ severity }: Finding): boolean => severity === 'problem' || severity === 'unchecked';

const exitStatusFor = (findings: readonly Finding[]): 0 | 1 => (findings.some(matters) ? 1 : 0);

const inJson = (environment: string, findings: readonly Finding[]): Answer => ({
  text: asJson({ environment, findings: sorted(findings) }),
  exitStatus: exitStatusFor(findings),
});

const sorted = (findings: readonly Finding[]): Finding[] =>
  severities.flatMap((severity) => findings.filter((one) => one.severity === severity));

type Words = { readonly one: string; readonly many: string; readonly colour: Parameters<typeof paint>[0] };

const words: Readonly<Record<Severity, Words>> = {
  problem: { one: 'problem', many: 'problems', colour: 'red' },
  unchecked: { one: 'not checked', many: 'not checked', colour: 'yellow' },
  warning: { one: 'warning', many: 'warnings', colour: 'yellow' },
  note: { one: 'note', many: 'notes', colour: 'dim' },
};

function inWords(environment: string, findings: readonly Finding[]): Answer {
  const counts = severities.map((severity) => {
    const count = findings.filter((one) => one.severity === severity).length;
    return `${count} ${count === 1 ? words[severity].one : words[severity].many}`;
  });
  const lines = sorted(findings).flatMap(({ severity, check, about, found, fix }) => [
    '',
    `${paint(words[severity].colour, words[severity].one)}  ${check}: ${shown(about)}`,
    `  ${shown(found, 1_000)}`,
    ...(fix === undefined ? [] : [`  Fix: ${shown(fix, 600)}`]),
  ]);
  return {
    text: [`${paint('bold', environment)}: ${counts.join(', ')}.`, ...lines].join('\n'),
    exitStatus: exitStatusFor(findings),
  };
}
