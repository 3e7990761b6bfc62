import type { Action } from '#core/action/define-action';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { timeZoneOf } from '#define/defaults';
import { asWritten, type DeployedAlarm, type Deployment, deploy } from '#define/deploy';
import { divideTime } from '#define/divide-time';
import { timeDivisorOf } from '#define/local';
import type { RunbookSpec } from '#define/runbook';
import { deploySynthetic } from '#define/synthetic';
import { type Context, draftEnvironment, draftRunbook, type RunbookDraft, type Source } from './draft.ts';
import { checks } from './index.ts';
import { withLine } from './lines.ts';
import type { Problem } from './problem.ts';
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
}

/** What one environment makes of all runbooks. With any problem nothing may be deployed, so nothing is resolved. */
export interface Resolution {
  readonly runbooks: readonly ResolvedRunbook[];
  /** Sound runbooks that this environment does not supply with values. */
  readonly notDeployed: ReadonlyArray<{ readonly id: string; readonly why: string }>;
  /** Every mistake in every file. */
  readonly problems: readonly Problem[];
}

/**
 * Checks all runbooks and the environment, and fills the environment's values and all defaults in. Pure.
 * @param actions the register of actions, by id
 */
export function resolveRunbooks(
  runbooks: readonly Source[],
  environment: Source,
  actions: Readonly<Record<string, Action>>,
): Resolution {
  const context: Context = {
    runbooks: runbooks.map(draftRunbook),
    environment: draftEnvironment(environment),
    actions,
  };
  const files = [...runbooks, environment];
  const problems = distinct(checks.flatMap((check) => check(context))).map((one) => withLine(one, files));
  if (problems.length > 0) return { runbooks: [], notDeployed: [], problems };
  const judged = context.runbooks.map((runbook) => ({ runbook, why: whyNotDeployed(runbook, context) }));
  const { name = '', synthetic } = context.environment.sections;
  return {
    runbooks: [
      ...judged.flatMap(({ runbook, why }) => (why === undefined ? [resolved(runbook, context)] : [])),
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

/** The runbook of the synthetic alarm, which no file holds. */
function builtIn(name: string, { environment, actions }: Context): ResolvedRunbook {
  const divisor = timeDivisorOf(environment.sections);
  return { file: environment.file, ...divideTime(deploySynthetic(name, actions), divisor) };
}

/** Two checks may come upon the same mistake. */
const distinct = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];
