import { adoptionTag, type Mode } from '#core/runbook/runbook';
import { formatSeconds } from '#core/time';
import type { DeployedAlarm } from '#define/deploy';
import type { Explanation, Use } from './explanation.ts';
import { bullet, code, listed, pairsInWords } from './words.ts';

/** The title, why the runbook exists, and where it is in use. */
export function introduction({ file, runbook, environment, uses }: Explanation): string[] {
  return [
    `# ${runbook.id}`,
    '',
    runbook.why,
    '',
    bullet(`Owner: ${runbook.owner}. Source: ${code(file)}.`),
    ...uses.map((use) => bullet(inUse(use))),
    bullet(
      environment
        ? `Values below: those of ${environment.environment}.`
        : `Values below: as written; ${code('<…>')} stands for what an environment fills in.`,
    ),
    ...(environment?.notDeployed === undefined
      ? []
      : [bullet(`${code('<…>')} stands for what ${environment.environment} does not say.`)]),
  ];
}

function inUse({ environment, mode, notDeployed, divideTimeBy }: Use): string {
  if (notDeployed !== undefined) return `In ${environment}: not deployed (${notDeployed}).`;
  const time = divideTimeBy === 1 ? '' : `, with the runbook's times divided by ${divideTimeBy}`;
  return `In ${environment}: deployed, mode ${mode}${time}.`;
}

/** Which alarms start the runbook. */
export function start({ runbook, creates }: Explanation): string[] {
  const { names, prefixes, taggedWithin } = runbook.adopts;
  const created = new Set(creates.map(({ name }) => name));
  const given = names.filter((name) => !created.has(name));
  return [
    '## What starts it',
    '',
    'A CloudWatch alarm that goes to ALARM:',
    '',
    ...given.map((name) => bullet(`the alarm ${code(name)}`)),
    ...prefixes.map((prefix) => bullet(`every alarm whose name starts with ${code(prefix)}`)),
    ...creates.map((alarm) => bullet(createdAlarm(alarm))),
    ...(taggedWithin === undefined
      ? []
      : [
          bullet(
            `every alarm tagged ${code(`${adoptionTag}=${runbook.id}`)} whose name matches ${code(taggedWithin)}`,
          ),
        ]),
  ];
}

const comparisons: Readonly<Record<DeployedAlarm['comparison'], string>> = {
  GreaterThanThreshold: 'above',
  GreaterThanOrEqualToThreshold: 'at or above',
  LessThanThreshold: 'below',
  LessThanOrEqualToThreshold: 'at or below',
};

const missing: Readonly<Record<DeployedAlarm['missingData'], string>> = {
  missing: 'no data is neither good nor bad',
  breaching: 'no data counts as bad',
  notBreaching: 'no data counts as good',
  ignore: 'no data changes nothing',
};

function createdAlarm(alarm: DeployedAlarm): string {
  const { datapointsToAlarm, evaluationPeriods, periodSeconds } = alarm;
  const dimensions = pairsInWords(alarm.dimensions);
  const periods =
    evaluationPeriods === 1
      ? `over ${formatSeconds(periodSeconds)}`
      : `in ${datapointsToAlarm} of ${evaluationPeriods} periods of ${formatSeconds(periodSeconds)}`;
  return (
    `the alarm ${code(alarm.name)}, deployed with this runbook: ${alarm.statistic} of ${alarm.namespace} ${alarm.metricName}` +
    `${dimensions ? ` (${dimensions})` : ''} ${comparisons[alarm.comparison]} ${alarm.threshold} ${periods}; ${missing[alarm.missingData]}`
  );
}

const meanings: Readonly<Record<Mode, readonly string[]>> = {
  auto: [
    'It acts by itself: it tries the steps below in order, and asks a person only when acting is not safe or nothing helped.',
  ],
  approve: [
    'It asks first: before each step below the owner reads what the step would do, and it acts only once a person has approved that.',
    'On-call is paged when nobody does in time, when someone denies, when acting is not safe, or when nothing helped.',
  ],
  watch: [
    'It changes nothing. It records what step 1 would do, sees whether the alarm recovers alone, and reports that.',
    'The steps below are what mode auto would do.',
  ],
  off: ['It is switched off: an alarm is recorded, and nothing below happens.'],
};

/** The mode and what it means. */
export const mode = ({ runbook }: Explanation): string[] => [
  `## Mode: ${runbook.mode}`,
  '',
  ...(runbook.steps.length === 0 && runbook.mode !== 'off' ? onlyPages : meanings[runbook.mode]),
];

const onlyPages = [
  "A person is paged at once: it has no steps. In mode watch, a notice instead if the alarm's own actions page a person.",
];

/** One line in the list of runbooks. */
export function oneLine({ runbook, uses }: Explanation): string {
  const steps = runbook.steps.map(({ title }) => title).join(', then ') || 'Pages, and does nothing else';
  const live = uses.filter(({ notDeployed }) => notDeployed === undefined);
  const where = live.map(({ environment, mode: its }) => `${environment} (${its})`);
  return `${steps}; in ${live.length === 0 ? 'no environment' : listed(where)}`;
}
