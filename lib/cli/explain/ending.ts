import { merged, stepPermissions } from '#cdk/runbooks/action-functions';
import { worstCase } from '#checks/timing';
import type { Permission } from '#core/action/define-action';
import { type Told, told } from '#core/incident/outcomes';
import { actsIn, type DeployedRunbook, mayAsk } from '#core/runbook/runbook';
import { formatSeconds } from '#core/time';
import { names } from '#workflow/names';
import { markdownTable } from '../table.ts';
import type { Explanation } from './explanation.ts';
import { bullet, code, listed } from './words.ts';

/** Who is told of which end, and by when. */
export function whoIsTold({ runbook }: Explanation): string[] {
  const { pageBySeconds, urgency, instructions } = runbook.page;
  const loudness: Readonly<Record<Told, string>> = {
    page: `on-call is paged, at the latest ${formatSeconds(pageBySeconds)} after the alarm went to ALARM (urgency ${urgency})`,
    'mass failure page':
      'on-call is paged, once for all alarms of a mass failure and again every few minutes while new ones join',
    line: 'the page of the outage that it belongs to gets a line, and nobody is called again',
    notice: `a notice in the owner's channel (${runbook.owner})`,
    nobody: 'nobody, it is on record',
  };
  const ofVerdict = (verdict: Parameters<typeof told>[1]) =>
    loudness[
      told({ mode: runbook.mode, alarm: { arn: '', name: '', reason: '', pagesByItself: false } }, verdict)
    ];
  return [
    '## Who is told, and by when',
    '',
    ...(actsIn(runbook.mode) ? [bullet(`Healed, because a step helped: ${ofVerdict('healed')}.`)] : []),
    bullet(
      `Self-recovered, because the alarm was OK again before anything acted: ${ofVerdict('self-recovered')}.`,
    ),
    ...(mayAsk(runbook) || runbook.steps.some(({ approval }) => approval)
      ? [bullet(`A step needs an approval: ${loudness.notice}.`)]
      : []),
    bullet(`Escalated, because a person is needed: ${ofVerdict('escalated')}.`),
    ...(runbook.mode === 'watch'
      ? [
          bullet(
            "The alarm still fires, and the alarm's own actions page a person: a notice, no second page.",
          ),
        ]
      : []),
    ...(runbook.guards.massFailure
      ? [bullet(`Not acting because of a mass failure: ${loudness['mass failure page']}.`)]
      : []),
    bullet(
      `Suppressed, because the runbook is off, or the alarm's own actions are disabled, muted or suppressed: ${ofVerdict('suppressed')}.`,
    ),
    '',
    `Check first: ${instructions}`,
  ];
}

/** The longest path to a page, step by step, next to the page deadline. */
export function duration({ runbook }: Explanation): string[] {
  const worst = worstCase(runbook);
  const parts: (readonly [string, string, number])[] = [
    [names.admit, '', worst.admit],
    ...worst.steps.map((step, index) => {
      const asks = step.ask > 0 ? `ask for approval ${formatSeconds(step.ask)}, ` : '';
      const of = `${asks}act ${formatSeconds(step.act)}, verify ${formatSeconds(step.verify)}, look once more ${formatSeconds(step.lookAgain)}, hold ${formatSeconds(step.hold)}, record ${formatSeconds(step.record)}`;
      return [names.act(index + 1, runbook), of, step.total] as const;
    }),
    [names.page, '', worst.page],
  ];
  let sum = 0;
  const rows = parts.map(([what, of, seconds]) => {
    sum += seconds;
    return [what, formatSeconds(seconds), formatSeconds(sum), of];
  });
  return [
    '## How long it may take',
    '',
    ...(actsIn(runbook.mode) ? [] : ['This is for mode auto.', '']),
    'At worst every step uses up its time, and the alarm goes OK at the last moment and falls back:',
    '',
    ...markdownTable(['', 'at most', 'in all', 'made of'], rows),
    '',
    inTime(runbook, worst.total),
  ];
}

function inTime({ page }: DeployedRunbook, total: number): string {
  const slack = page.pageBySeconds - total;
  return (
    `The page deadline is ${formatSeconds(page.pageBySeconds)} after the alarm: ${formatSeconds(slack)} of slack. ` +
    'A step that could not end before the deadline does not start.'
  );
}

/** What each step's Lambda may call, on what, and why that is no narrower. */
export function permissions(explanation: Explanation): string[] {
  const { runbook, actions, place } = explanation;
  if (runbook.steps.length === 0) return ['## What it may call (IAM)', '', 'Nothing: it has no steps.'];
  return [
    '## What it may call (IAM)',
    '',
    'Each action has a Lambda and a role of its own. Besides what the engine needs for its records, logs and alarms, the role allows:',
    ...runbook.steps.flatMap((step, index) => {
      const action = actions[step.action];
      const allowed = action ? merged(stepPermissions(step, action, place)) : [];
      return [
        '',
        `${index + 1}. ${step.title}`,
        ...(allowed.length === 0
          ? [bullet('nothing: it makes no call that AWS would have to allow.', '   ')]
          : allowed.map((permission) => bullet(inWords(permission), '   '))),
      ];
    }),
  ];
}

function inWords({ actions, resources, conditions = {}, anyResourceBecause }: Permission): string {
  const only = Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(
      ([key, value]) => `${code(key)} ${operator} ${listed([value].flat().map(code))}`,
    ),
  );
  return (
    `${listed(actions.map(code))} on ${listed(resources.map(code))}` +
    `${only.length > 0 ? `, only where ${listed(only)}` : ''}.` +
    `${anyResourceBecause === undefined ? '' : ` Why not narrower: ${anyResourceBecause}`}`
  );
}
