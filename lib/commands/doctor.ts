import { examine } from '../doctor/examine.ts';
import { type Finding, type Severity, severities } from '../doctor/finding.ts';
import { placeOf, placeOnPaper, planIn, readFiles } from '../doctor/plan.ts';
import { readPolicy } from '../doctor/policy.ts';
import { type Answer, type Command, commonOptions, commonUsage, readCommand } from './command.ts';
import { refuseUnknownEnvironment } from './connect.ts';
import { asJson, paint, shown } from './text.ts';

const usage = `npx nightshift doctor [--permissions]

Looks, and changes nothing: whether everything that the environment's runbooks depend on is there and fits, from the alarms to the
last subscription. Before a deploy it checks what can be checked without one. It names every finding at once, each with its fix.

  --permissions        print the IAM policy that this takes, and ask AWS nothing
${commonUsage}

Exit status: 0 nothing to do (there may be warnings), 1 a problem, or something that could not be checked, 2 the command line makes
no sense.`;

const options = { ...commonOptions, permissions: { type: 'boolean', default: false } } as const;

/** `npx nightshift doctor`. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'checks all that an environment depends on, before a deploy too; changes nothing',
  usage,
  run: async (args, surroundings) => {
    const { values } = readCommand(args, options, usage, 0);
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
  },
};

/** Nobody knows what could not be checked, so it is not clean. */
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
