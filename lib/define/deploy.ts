import type { Action } from '#core/action/define-action';
import { type EnvironmentGuards, fillIn } from '#core/guards/derived';
import type { AndMetric, DeployedRunbook, DeployedStep, Mode } from '#core/runbook/runbook';
import {
  approvalOf,
  approvalWithinSeconds,
  defaults,
  holdForSeconds,
  leaseTermsOf,
  networkOf,
  pageBySeconds,
  verifyWithinSeconds,
} from './defaults.ts';
import type { DrillsSpec } from './drills.ts';
import type { AndMetricSpec } from './references.ts';
import type { AlarmSpec, RunbookSpec, StepSpec } from './runbook.ts';
import { filledIn, filledInDimensions, readsOf, type Values } from './values.ts';

/** An alarm to create, with the environment's values and all defaults filled in. */
export interface DeployedAlarm extends Required<Omit<AlarmSpec, 'dimensions' | 'period'>> {
  readonly dimensions: Readonly<Record<string, string>>;
  /** In seconds. */
  readonly periodSeconds: number;
}

/** A runbook as an environment deploys it, with the alarms that it creates. */
export interface Deployment {
  readonly deployed: DeployedRunbook;
  readonly creates: readonly DeployedAlarm[];
}

/** Settings of an environment for its runbooks, besides values. */
interface Deployed {
  /** @default - the runbook's own */
  readonly mode?: Mode | undefined;
  /** The environment's guards. @default - none, in a rehearsal */
  readonly environment?: EnvironmentGuards | undefined;
  /** The owner's time zone. @default - only UTC is shown */
  readonly timeZone?: string | undefined;
  /** Its drills. @default - none */
  readonly drills?: DrillsSpec | undefined;
}

/** Fills in an environment's values and every default. Pure. The runbook must have passed the checks. */
export function deploy(
  spec: RunbookSpec,
  actions: Readonly<Record<string, Action>>,
  values: Values,
  { mode = spec.mode ?? defaults.mode, environment, timeZone, drills }: Deployed = {},
): Deployment {
  const { when, recovered, guards, page } = spec;
  const creates = (when.creates ?? []).map((alarm) => deployAlarm(alarm, values));
  return {
    creates,
    deployed: {
      id: spec.id,
      owner: spec.owner,
      why: spec.why,
      mode,
      adopts: adoption(when),
      steps: spec.steps.map((step) => deployStep(step, actions, values)),
      approvalWithinSeconds: approvalWithinSeconds(spec),
      ...(drills && Object.hasOwn(drills.runbooks, spec.id)
        ? { drills: { targets: [...drills.targets] } }
        : {}),
      ...(spec.approval ? { approval: spec.approval } : {}),
      recovered: {
        holdForSeconds: holdForSeconds(recovered),
        ...(recovered?.andMetric ? { andMetric: deployAndMetric(recovered.andMetric, values) } : {}),
      },
      guards: fillIn(guards ?? {}, environment),
      page: {
        urgency: page.urgency ?? defaults.urgency,
        pageBySeconds: pageBySeconds(page),
        ...(timeZone ? { timeZone } : {}),
        instructions: page.instructions,
      },
    },
  };
}

/**
 * A runbook as written in its file, with full durations and no environment. Each environment value is replaced by its
 * name.
 */
export function asWritten(spec: RunbookSpec, actions: Readonly<Record<string, Action>>): Deployment {
  const names = readsOf(spec.steps, spec).map(({ name }) => [name, `fromEnvironment(${name})`]);
  return deploy(spec, actions, Object.fromEntries(names));
}

function adoption({
  alarms = [],
  creates = [],
  taggedWithin,
}: RunbookSpec['when']): DeployedRunbook['adopts'] {
  const names = alarms.filter((alarm) => typeof alarm === 'string');
  return {
    names: [...new Set([...names, ...creates.map(({ name }) => name)])],
    prefixes: alarms.flatMap((alarm) => (typeof alarm === 'string' ? [] : [alarm.prefix])),
    ...(taggedWithin === undefined ? {} : { taggedWithin }),
  };
}

function deployStep(step: StepSpec, actions: Readonly<Record<string, Action>>, values: Values): DeployedStep {
  const action = actions[step.action];
  if (!action) throw new Error(`No action is called ${step.action}`);
  const network = networkOf(step, action);
  return {
    action: action.id,
    title: action.title,
    parameters: filledIn(step.parameters, values),
    ...(network === undefined ? {} : { network }),
    timeoutSeconds: action.timeoutSeconds,
    verifyWithinSeconds: verifyWithinSeconds(step),
    ...approvalOf(step, action),
    ...(action.leased ? { lease: leaseTermsOf(step) } : {}),
  };
}

const deployAndMetric = (spec: AndMetricSpec, values: Values): AndMetric => ({
  namespace: spec.namespace,
  metricName: spec.name,
  dimensions: filledInDimensions(spec.dimensions, values),
  statistic: spec.statistic ?? defaults.statistic,
  atLeast: spec.atLeast,
  withinSeconds: spec.within?.seconds ?? defaults.withinSeconds,
});

const deployAlarm = ({ dimensions, period, ...alarm }: AlarmSpec, values: Values): DeployedAlarm => ({
  ...alarm,
  dimensions: filledInDimensions(dimensions, values),
  periodSeconds: period.seconds,
  datapointsToAlarm: alarm.datapointsToAlarm ?? alarm.evaluationPeriods,
  missingData: alarm.missingData ?? defaults.missingData,
});
