import type { Action } from '#core/action/define-action';
import type { Proven } from '#core/drill/proven';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { timeZoneOf } from '#define/defaults';
import { asWritten, type DeployedAlarm, type Deployment, deploy } from '#define/deploy';
import { divideTime } from '#define/divide-time';
import { emulatorAccount, timeDivisorOf } from '#define/local';
import type { RunbookSpec } from '#define/runbook';
import { deploySynthetic } from '#define/synthetic';
import { type Context, draftEnvironment, draftRunbook, type RunbookDraft, type Source } from './draft.ts';
import { checks } from './index.ts';
import { withLine } from './lines.ts';
import type { Problem } from './problem.ts';
import { type ProvenFiles, type ProvenSource, readProven } from './proven.ts';
import { valuesFor, whyNotDeployed } from './references.ts';

export type { DeployedAlarm } from '#define/deploy';
export type { Source } from './draft.ts';
export { formatProblems, type Problem } from './problem.ts';

/** A runbook that one environment deploys. */
export interface ResolvedRunbook {
  /** e.g. `runbooks/checkout-api-errors.ts` */
  readonly file: string;
  readonly deployed: DeployedRunbook;
  /** Alarms to create along with it. */
  readonly creates: readonly DeployedAlarm[];
  /** As its file says it, whatever the environment: what its version is made of. @default - no file has it */
  readonly written?: Deployment;
  /** The evidence that its drill has left. @default - none */
  readonly proven?: Proven;
}

/** All runbooks with one environment's values. With any problem nothing may be deployed, so nothing is resolved. */
export interface Resolution {
  readonly runbooks: readonly ResolvedRunbook[];
  /** Sound runbooks for which this environment has no values. */
  readonly notDeployed: ReadonlyArray<{ readonly id: string; readonly why: string }>;
  /** Every mistake in every file. */
  readonly problems: readonly Problem[];
}

/** What drills have left as evidence, and when it is read. */
export interface Evidence {
  readonly files: readonly ProvenSource[];
  readonly now: Date;
}

const noEvidence: Evidence = { files: [], now: new Date(0) };

/**
 * Checks all runbooks and the environment, and fills the environment's values and all defaults in. Pure.
 * @param actions the register of actions, by id
 * @param evidence of drills: what is wrong with it is a mistake like any other. @default - there is none
 */
export function resolveRunbooks(
  runbooks: readonly Source[],
  environment: Source,
  actions: Readonly<Record<string, Action>>,
  evidence = noEvidence,
): Resolution {
  const context: Context = {
    runbooks: runbooks.map(draftRunbook),
    environment: draftEnvironment(environment),
    actions,
  };
  const files = [...runbooks, environment];
  const ids = context.runbooks.flatMap(({ sections: { id } }) => id ?? []);
  const { proven, problems: forged } = readProven(evidence.files, ids, evidence.now);
  const found = [...checks.flatMap((check) => check(context)), ...forged];
  const problems = distinct(found).map((one) => withLine(one, files));
  if (problems.length > 0) return { runbooks: [], notDeployed: [], problems };
  const judged = context.runbooks.map((runbook) => ({ runbook, why: whyNotDeployed(runbook, context) }));
  const { name = '', synthetic } = context.environment.sections;
  return {
    runbooks: [
      ...judged.flatMap(({ runbook, why }) =>
        why === undefined ? [withProof(resolved(runbook, context), proven, context)] : [],
      ),
      ...(synthetic ? [builtIn(name, context)] : []),
    ],
    notDeployed: judged.flatMap(({ runbook, why }) =>
      why === undefined ? [] : [{ id: runbook.sections.id ?? runbook.file, why }],
    ),
    problems,
  };
}

function resolved(runbook: RunbookDraft, context: Context): ResolvedRunbook {
  const { modes = {} } = context.environment.sections;
  // Without a problem every section is sound, so the sections are the runbook.
  const spec = runbook.sections as RunbookSpec;
  const mode = Object.hasOwn(modes, spec.id) ? modes[spec.id] : undefined;
  const deployment = deploy(spec, context.actions, valuesFor(runbook, context) ?? {}, {
    mode,
    environment: context.environment.sections,
    timeZone: timeZoneOf(context.environment.sections, spec.owner),
    drills: context.environment.sections.drills,
  });
  return {
    file: runbook.file,
    ...divideTime(deployment, timeDivisorOf(context.environment.sections)),
    written: asWritten(spec, context.actions),
  };
}

/** With the evidence of its drill. Where a drill is required, the state machine's definition takes it along. */
function withProof(
  runbook: ResolvedRunbook,
  proven: ProvenFiles['proven'],
  { environment }: Context,
): ResolvedRunbook {
  const { deployed } = runbook;
  const { requireDrill } = deployed.guards;
  const found = proven.get(deployed.id);
  if (!found) return runbook;
  if (!requireDrill) return { ...runbook, proven: found };
  const { version, environment: where, incident, when } = found;
  const proof = {
    ...{ version, environment: where, incident, when },
    ...(isEmulated(found, environment.sections.account) ? { emulated: true as const } : {}),
  };
  return {
    ...runbook,
    proven: found,
    deployed: { ...deployed, guards: { ...deployed.guards, requireDrill: { ...requireDrill, proof } } },
  };
}

/** Whether a drill was in a local emulator, which vouches for no account of AWS. */
export const isEmulated = (proven: Proven | undefined, account: string | undefined): boolean =>
  proven?.account === emulatorAccount && account !== emulatorAccount;

/** The runbook of the synthetic alarm, which has no file. */
function builtIn(name: string, { environment, actions }: Context): ResolvedRunbook {
  const divisor = timeDivisorOf(environment.sections);
  return { file: environment.file, ...divideTime(deploySynthetic(name, actions), divisor) };
}

/** Two checks may find the same mistake. */
const distinct = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];
