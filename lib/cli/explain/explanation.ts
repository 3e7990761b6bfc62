import type { Action, Place } from '#core/action/define-action';
import type { DeployedRunbook, Mode } from '#core/runbook/runbook';
import { defaults } from '#define/defaults';
import { type DeployedAlarm, deploy } from '#define/deploy';
import type { RunbookSpec } from '#define/index';
import { timeDivisorOf } from '#define/local';
import { readsOf, type Values } from '#define/values';
import type { KnownEnvironment, SourcedRunbook, Sources } from './sources.ts';

/** An environment, and what it does with the runbook. */
export interface Use {
  readonly environment: string;
  readonly mode: Mode;
  /** Absent if it is deployed. */
  readonly notDeployed?: string;
  /** Above 1 in a sandbox, which runs the same in less time. */
  readonly divideTimeBy: number;
}

/** All that a text about one runbook says, as data. */
export interface Explanation {
  readonly file: string;
  /** With full-length durations, as all checks see it; `<…>` is a value that only an environment has. */
  readonly runbook: DeployedRunbook;
  readonly creates: readonly DeployedAlarm[];
  readonly actions: Readonly<Record<string, Action>>;
  /** Parts of ARNs; `<region>` and `<account>` if the environment leaves them to the credentials. */
  readonly place: Place;
  /** The environment whose values are filled in. @default - none, the runbook as it is written */
  readonly environment?: Use;
  /** Every environment, in the order of the sources. */
  readonly uses: readonly Use[];
}

/**
 * Gathers what there is to say about a runbook.
 * @param name the environment to fill in. @default - the first that deploys the runbook at full length (a sandbox does
 *   not), production before others; if there is none, placeholders
 */
export function explanationOf({ file, spec }: SourcedRunbook, sources: Sources, name?: string): Explanation {
  const { environments, actions } = sources;
  const chosen = environments.find((environment) =>
    name === undefined ? isInService(environment, spec) : environment.spec.name === name,
  );
  const use = chosen && useOf(chosen, spec);
  return {
    file,
    actions,
    ...(use ? { environment: use } : {}),
    uses: environments.map((environment) => useOf(environment, spec)),
    place: {
      partition: 'aws',
      region: chosen?.spec.region ?? '<region>',
      account: chosen?.spec.account ?? '<account>',
    },
    ...filledInFor(spec, actions, chosen?.spec.runbooks[spec.id] ?? {}, {
      mode: use?.mode,
      environment: chosen?.spec,
    }),
  };
}

const isInService = (environment: KnownEnvironment, { id }: RunbookSpec): boolean =>
  !environment.notDeployed.has(id) && timeDivisorOf(environment.spec) === 1;

function useOf({ spec: environment, notDeployed }: KnownEnvironment, spec: RunbookSpec): Use {
  const why = notDeployed.get(spec.id);
  return {
    environment: environment.name,
    mode: environment.modes?.[spec.id] ?? spec.mode ?? defaults.mode,
    divideTimeBy: timeDivisorOf(environment),
    ...(why === undefined ? {} : { notDeployed: why }),
  };
}

function filledInFor(
  spec: RunbookSpec,
  actions: Sources['actions'],
  values: Values,
  chosen: Parameters<typeof deploy>[3],
): Pick<Explanation, 'runbook' | 'creates'> {
  const placeholders = Object.fromEntries(
    readsOf(spec.steps, spec).map(({ name }) => [name, `<${name} from the environment>`]),
  );
  const { deployed, creates } = deploy(spec, actions, { ...placeholders, ...values }, chosen);
  return { runbook: deployed, creates };
}
