import type { Action } from '#core/action/define-action';
import { fromEnvironment, metric, type RunbookSpec, type StepSpec } from '#define/index';
import type { Values } from '#define/values';
import type { Suited } from './judge.ts';
import type { Surveyed } from './survey.ts';

/** A runbook for one group of alarms that the same steps fix. */
export interface Proposal {
  readonly spec: RunbookSpec;
  readonly actions: readonly Action[];
  /** For the environment to deploy it in. */
  readonly values: Values;
  /** What only a person can know: the field, and what belongs in it. Each is empty in the file, which synth refuses. */
  readonly gaps: Readonly<Record<string, string>>;
  /** What would keep it from acting in mode auto, a sentence each. */
  readonly needs: readonly string[];
}

/** What the project already has. */
export interface Present {
  /** Ids that are in use. */
  readonly ids: readonly string[];
  /** The team that owns every runbook. @default - there are several, or none */
  readonly owner?: string;
}

/** One runbook for each set of steps on the same target, sorted by id. */
export function proposals(surveyed: readonly Surveyed[], present: Present): Proposal[] {
  const ids = new Set(present.ids);
  const healable = surveyed.flatMap((one) =>
    one.judgement.kind === 'heals' ? [{ one, steps: one.judgement.steps }] : [],
  );
  const groups = Map.groupBy(healable, ({ steps }) =>
    JSON.stringify(steps.map(({ action, parameters }) => [action.id, parameters])),
  );
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      return first
        ? [
            proposalFor(
              first.steps,
              group.map(({ one }) => one),
              ids,
              present.owner,
            ),
          ]
        : [];
    })
    .sort((one, other) => (one.spec.id < other.spec.id ? -1 : 1));
}

function proposalFor(
  steps: readonly Suited[],
  group: readonly Surveyed[],
  ids: Set<string>,
  usualOwner: string | undefined,
): Proposal {
  const id = freeId(steps, ids);
  ids.add(id);
  const values: Record<string, string | number> = {};
  const timing = timingOf(group, steps);
  const owner = ownerOf(group) ?? usualOwner;
  const spec: RunbookSpec = {
    id,
    owner: owner ?? '',
    why: steps.map(({ because }) => `${because}.`).join(' '),
    when: { alarms: group.map(({ alarm }) => alarm.AlarmName ?? '').sort() },
    mode: 'watch',
    steps: steps.map((one) => stepFor(one, timing.verifyWithin, values)),
    recovered: { holdFor: { seconds: timing.holdFor }, ...secondMetric(group) },
    page: { pageBy: { seconds: timing.pageBy }, instructions: '' },
  };
  return {
    spec,
    actions: steps.map(({ action }) => action),
    values,
    gaps: gapsIn(steps, owner),
    needs: needsOf(group, spec, steps),
  };
}

const gapsIn = (steps: readonly Suited[], owner: string | undefined): Proposal['gaps'] => ({
  ...(owner === undefined ? { owner: 'the team that is told, e.g. team-checkout' } : {}),
  ...Object.assign({}, ...steps.map(({ asks }) => asks ?? {})),
  instructions: 'what a person should look at first',
});

/** A runbook's longest id, in characters. */
const longestId = 41;

/** Its target and what it does first: `checkout-api-restart-ecs-tasks`. */
function freeId(steps: readonly Suited[], ids: ReadonlySet<string>): string {
  const [step] = steps;
  const what = step?.action.id ?? 'runbook';
  const {
    service,
    function: name,
    deadLetterQueue,
    instance,
    cluster,
    cache,
    ...rest
  } = step?.parameters ?? {};
  const about =
    service ?? name ?? deadLetterQueue ?? instance ?? cluster ?? cache ?? Object.values(rest)[0] ?? '';
  const slug = String(about)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  const base = (suffix: string) =>
    `${slug.slice(0, longestId - what.length - suffix.length - 1).replace(/-+$/, '')}-${what}${suffix}`.replace(
      /^-/,
      '',
    );
  for (let number = 1; ; number++) {
    const id = base(number === 1 ? '' : `-${number}`);
    if (!ids.has(id)) return id;
  }
}

/** Parameters that say how to act, and name no target. */
const howToAct: readonly string[] = ['restart', 'capacity'];

/** Target names come from the environment; how to act is in the runbook. */
function stepFor(
  { action, parameters, asks = {} }: Suited,
  verifyWithin: number,
  values: Record<string, string | number>,
): StepSpec {
  const authored = Object.entries(parameters).map(([name, value]) => {
    if (typeof value === 'boolean' || howToAct.includes(name)) return [name, value];
    const key = values[name] === undefined || values[name] === value ? name : `${name}-of-${action.id}`;
    values[key] = value;
    return [name, fromEnvironment(key)];
  });
  const asked = Object.keys(asks).map((name) => [name, '']);
  return {
    action: action.id,
    parameters: Object.fromEntries([...authored, ...asked]),
    verifyWithin: { seconds: verifyWithin },
  };
}

const upToMinutes = (seconds: number): number => Math.ceil(seconds / 60) * 60;

/** What a step takes besides acting and verifying, in seconds, with room for Admit and the page. */
const besides = 120;

/** Long enough for the slowest alarm of the group. */
function timingOf(group: readonly Surveyed[], steps: readonly Suited[]) {
  const timings = group.flatMap(({ form }) => form.timing ?? []);
  const verifyWithin = upToMinutes(Math.max(180, ...timings.map(({ secondsToRecover }) => secondsToRecover)));
  const holdFor = upToMinutes(
    Math.max(60, ...timings.map(({ evaluatedEverySeconds }) => evaluatedEverySeconds)),
  );
  const ladder = steps.map(({ action }) => action.timeoutSeconds + verifyWithin + holdFor + besides);
  const worst = ladder.reduce((sum, seconds) => sum + seconds, besides);
  return { verifyWithin, holdFor, pageBy: upToMinutes(Math.max(900, worst)) };
}

/** Healthy targets, if the alarms name a target group: a service that does not answer has no errors either. */
function secondMetric(group: readonly Surveyed[]): Pick<NonNullable<RunbookSpec['recovered']>, 'andMetric'> {
  const groups = new Map(
    group.flatMap(({ symptom }) => {
      const { TargetGroup, LoadBalancer } = symptom?.dimensions ?? {};
      return symptom?.namespace === 'AWS/ApplicationELB' && TargetGroup && LoadBalancer
        ? [[TargetGroup, LoadBalancer] as const]
        : [];
    }),
  );
  const [[TargetGroup, LoadBalancer] = []] = groups;
  return TargetGroup && LoadBalancer && groups.size === 1
    ? {
        andMetric: metric({
          namespace: 'AWS/ApplicationELB',
          name: 'HealthyHostCount',
          dimensions: { TargetGroup, LoadBalancer },
        }).atLeast(1),
      }
    : {};
}

/** Tags that teams use to name the owner. */
const ownerTags = /^(owner|team|squad|service-?owner)$/i;

/** The owner by the alarms' tags, if all of them agree. */
function ownerOf(group: readonly Surveyed[]): string | undefined {
  const named = group.map(
    ({ tags }) => Object.entries(tags).find(([key, value]) => ownerTags.test(key) && value !== '')?.[1],
  );
  const [first] = named;
  return first !== undefined && named.every((one) => one === first) ? first : undefined;
}

function needsOf(group: readonly Surveyed[], { recovered }: RunbookSpec, steps: readonly Suited[]): string[] {
  const silent = group.filter(({ form }) => form.missingDataIsGood).map(({ alarm }) => alarm.AlarmName);
  return [
    ...(silent.length > 0 && !recovered?.andMetric
      ? [
          `${silent.join(', ')} treat${silent.length === 1 ? 's' : ''} missing data as good: it acts only once recovered.andMetric names a second metric.`,
        ]
      : []),
    ...(steps.some(({ action }) => action.network === 'vpc')
      ? ["Its Lambda has to reach the target: name a network in the environment's networks."]
      : []),
  ];
}
