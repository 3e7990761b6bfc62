import type { Arns, Names } from '#cdk/names';
import type { ResolvedRunbook } from '#checks/resolve';
import type { Action, Permission, Place } from '#core/action/define-action';
import { type AlarmReading, alarmReading } from '#core/alarm/alarm';
import type { AnyAlarm } from '#core/alarm/form';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { EnvironmentSpec } from '#define/index';
import type { Account } from './account.ts';
import type { Found } from './finding.ts';

/** An environment as its files define it, without asking AWS. */
export interface Planned {
  readonly spec: EnvironmentSpec;
  readonly names: Names;
  readonly place: Place;
  readonly arns: Arns;
  readonly runbooks: readonly ResolvedRunbook[];
  readonly actions: Readonly<Record<string, Action>>;
}

/** How a runbook adopts an alarm. */
export type Way = 'name' | 'prefix' | 'tag';

/** An existing alarm, and the runbooks that adopt it. */
export interface AdoptedAlarm {
  readonly alarm: AnyAlarm;
  readonly reading: AlarmReading | undefined;
  readonly by: ReadonlyArray<{ readonly runbook: DeployedRunbook; readonly way: Way }>;
}

/** What was read before the checks begin, since several need it. */
export interface Examination extends Planned {
  readonly account: Account;
  readonly now: Date;
  /** `undefined`: could not be read, which already is a finding. */
  readonly adopted: readonly AdoptedAlarm[] | undefined;
  /** `undefined`: could not be read, so every check tries. */
  readonly isDeployed: boolean | undefined;
  /** The table, from DescribeTable. */
  readonly table:
    | { readonly arn: string; readonly key: string | undefined; readonly isProtected: boolean }
    | undefined;
  /** Ids of the runbooks that have a state machine in the account. */
  readonly deployed: ReadonlySet<string>;
}

/** One check: a file in `checks/` and a line in its register. */
export interface Check {
  readonly name: string;
  /** What it answers, in a few words. */
  readonly about: string;
  /** `deployment`: only where the environment is deployed. `alarms`: only where the alarms could be read. */
  readonly needs: ReadonlyArray<'deployment' | 'alarms'>;
  /** What it reads. */
  readonly permissions: (planned: Planned) => readonly Permission[] | Promise<readonly Permission[]>;
  readonly run: (examination: Examination) => Promise<readonly Found[]>;
}

/** An alarm's reading; one without a state or a time has none. */
export function readingOf(alarm: AnyAlarm): AlarmReading | undefined {
  const reading = alarmReading(alarm);
  return 'unreadable' in reading ? undefined : reading;
}

/** A runbook in mode off is not checked. */
export const isUsed = ({ mode }: Pick<DeployedRunbook, 'mode'>): boolean => mode !== 'off';

/** What keeps a runbook from acting is a problem once it may act, and a warning until then. */
export const severityFor = ({ mode }: Pick<DeployedRunbook, 'mode'>): 'problem' | 'warning' =>
  mode === 'off' || mode === 'watch' ? 'warning' : 'problem';

/** Every alarm with every runbook that adopts it and is not off. */
export const pairs = (adopted: readonly AdoptedAlarm[] = []) =>
  adopted.flatMap(({ by, ...alarm }) =>
    by.filter(({ runbook }) => isUsed(runbook)).map(({ runbook, way }) => ({ ...alarm, runbook, way })),
  );

export const nameOf = (alarm: AnyAlarm): string => alarm.AlarmName ?? 'an alarm without a name';
