import { type Action, disruptionWith } from '#core/action/define-action';
import { pagesWhen, remarks } from '#core/guards/derived';
import { several } from '#core/guards/parts';
import { night } from '#core/night';
import { actsIn, type DeployedStep, mayAsk } from '#core/runbook/runbook';
import { formatSeconds } from '#core/time';
import { isFromAlarm } from '#define/values';
import type { Explanation } from './explanation.ts';
import { bullet, code, pairsInWords } from './words.ts';

/** Each step in order: what it does, to what, what users notice, how long it may take, and what comes after. */
export function steps(explanation: Explanation): string[] {
  const { runbook } = explanation;
  if (runbook.steps.length === 0)
    return ['## What it does', '', 'It reads the alarm again, and pages. It has no steps.'];
  return [
    '## What it does, in order',
    '',
    'First it reads the alarm again, sets the page deadline and locks what the steps would touch.',
    '',
    ...runbook.steps.flatMap((step, index) => oneStep(explanation, step, index + 1)),
  ];
}

function oneStep({ runbook, actions }: Explanation, step: DeployedStep, number: number): string[] {
  const action = actions[step.action];
  const next = number < runbook.steps.length ? `step ${number + 1}` : 'a person is paged';
  const detail = (text: string) => bullet(text, '   ');
  return [
    `${number}. **${step.title}** (${code(step.action)}). ${action?.summary ?? ''}`,
    detail(`With: ${pairsInWords(step.parameters) || 'no parameters'}.`),
    detail(`User impact: ${action ? disruptionWith(action, step.parameters) : ''}`),
    ...(action?.irreversible ? [detail('What it does can never be undone.')] : []),
    ...addedInADay(action, step, runbook.guards.maxRunsPerDay).map(detail),
    ...(step.network === undefined
      ? []
      : [detail(`Its Lambda sits in the environment's network ${code(step.network)}.`)]),
    ...(mayAsk(runbook) || step.approval
      ? [
          detail(
            `${runbook.mode === 'auto' && !step.approval ? 'Unless a drill has proven this version, a' : 'A'} person is asked first, ${askedBy(runbook)}: without an approval within ${formatSeconds(runbook.approvalWithinSeconds)} it does not act, and on-call is paged.`,
          ),
        ]
      : []),
    detail(
      `Acting may take ${formatSeconds(step.timeoutSeconds)}; then the alarm has ${formatSeconds(step.verifyWithinSeconds)} to go OK.`,
    ),
    detail(
      `If the alarm is not OK by then, or falls back within the ${formatSeconds(runbook.recovered.holdForSeconds)} that it has to hold: ${next}.`,
    ),
    ...leaseOf(step).map(detail),
    detail(`If the step refuses to act, it says why, and the alarm is read once: OK counts, else ${next}.`),
  ];
}

/** The daily cap: what all runs that the runbook allows add to one target. */
const addedInADay = (action: Action | undefined, { parameters }: DeployedStep, runs: number): string[] =>
  action?.addsUpTo
    ? [
        `In 24 hours it adds at most ${action.addsUpTo(parameters, runs)} to one target (${several(runs, 'run')}).`,
      ]
    : [];

/** When its change is restored, and who is told if it is not. */
const leaseOf = ({ lease }: DeployedStep): string[] =>
  lease
    ? [
        `It is restored ${formatSeconds(lease.restoreAfterSeconds)} after the alarm has held its OK, if it is still what was written; if someone else has changed it, it stays and the owner is told. If it is not restored ${formatSeconds(lease.atMostSeconds)} after it was made, a person is paged.`,
      ]
    : [];

/** What counts as recovered. */
export function recovered({ runbook }: Explanation): string[] {
  const { holdForSeconds, andMetric } = runbook.recovered;
  const dimensions = andMetric ? pairsInWords(andMetric.dimensions) : '';
  return [
    '## What counts as recovered',
    '',
    bullet(`The alarm that started it is OK and stays OK for ${formatSeconds(holdForSeconds)}.`),
    ...(andMetric
      ? [
          bullet(
            `And the metric ${andMetric.namespace} ${andMetric.metricName} (${andMetric.statistic}${dimensions ? `; ${dimensions}` : ''}) ` +
              `is at least ${andMetric.atLeast}, by its newest datapoint of the last ${formatSeconds(andMetric.withinSeconds)}. No datapoint is no recovery.`,
          ),
        ]
      : []),
  ];
}

/** What keeps it from acting, and what happens then. */
export function guards({ runbook }: Explanation): string[] {
  const takesFromAlarm = runbook.steps.some(({ parameters }) =>
    Object.values(parameters).some((value) => isFromAlarm(value)),
  );
  return [
    '## When it does not act',
    '',
    `${actsIn(runbook.mode) ? 'A' : 'In mode auto, a'} person is paged instead when`,
    '',
    ...pagesWhen(runbook.guards).map((reason) => bullet(`${reason},`)),
    bullet('the alarm cannot be read, or is in INSUFFICIENT_DATA,'),
    ...(takesFromAlarm ? [bullet('the alarm names a target that is not among those above,')] : []),
    ...(runbook.recovered.andMetric
      ? []
      : [bullet('the alarm treats missing data as good, so that a dead service would count as recovered,')]),
    bullet('the alarm is evaluated so slowly that it cannot be OK again while a step waits for it.'),
    '',
    ...remarks(runbook.guards),
    'When another incident works on the same target, it waits for that fix, and a person is paged if its own alarm stays on.',
    "When the alarm is OK again, or the alarm's own actions are disabled, muted or suppressed, it only records that.",
  ];
}

/** How a request for approval reaches a person. */
const askedBy = ({ approval }: Explanation['runbook']): string =>
  approval
    ? `by a ${approval.asks}`
    : `by a page between ${night.from}:00 and ${String(night.to).padStart(2, '0')}:00 by the owner's clock, else by a notice`;
