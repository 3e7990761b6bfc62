import { lastAsked } from '#core/incident/approvals';
import { effectInWords, whoWasTold } from '#core/incident/in-words';
import { leftBy, leftChanged } from '#core/incident/left-changed';
import type { Attempt, Incident } from '#core/incident/records';
import { links } from '#core/page/links';
import { formatSeconds, secondsBetween } from '#core/time';
import type { Given } from '../spec.ts';
import type { Answer, Surroundings } from './command.ts';
import { isHeld, type LockOn, plannedTargets, readLocks, type WholeIncident } from './incidents.ts';
import type { commonOptions } from './options.ts';
import { type Around, alarmNow, around, relatedLines } from './show-around.ts';
import { asJson, moment, paint, shown, targetName } from './text.ts';
import { namedIncident } from './which-incident.ts';

/** `nightshift show`. */
export async function show(
  { values, words: [word = ''] }: Given<typeof commonOptions>,
  { connect, now }: Surroundings,
): Promise<string | Answer> {
  const deployed = await connect(values.environment);
  const whole = await namedIncident(deployed, word, now());
  const { database } = deployed;
  const { id } = whole.incident;
  const locks = (await readLocks(database, plannedTargets(whole.incident))).filter(
    (lock) => lock.holder === id && isHeld(lock, now()),
  );
  const beside = await around(deployed, whole.incident);
  return values.json ? asJson(inJson(whole, locks, beside)) : inWords(whole, locks, beside);
}

type Item = Readonly<Record<string, unknown>>;

/** Without the table's own attributes. */
const plain = (item: object): Item =>
  Object.fromEntries(
    Object.entries(item).filter(
      ([name]) => !['pk', 'sk', 'expiresAt', 'open', 'month', 'listed'].includes(name),
    ),
  );

const inJson = (
  { incident, attempts, timeline, diagnosis }: WholeIncident,
  locks: readonly LockOn[],
  beside: Around,
) => ({
  incident: plain(incident),
  attempts: attempts.map(plain),
  ...(diagnosis ? { diagnosis: plain(diagnosis) } : {}),
  timeline: timeline.map(plain),
  locks: locks.map(plain),
  told: whoWasTold(incident),
  alarmNow: beside.alarm ?? null,
  related: beside.related,
});

const field = (name: string, text: string): string => `${name.padEnd(9)} ${text}`;

function inWords(
  { incident, attempts, timeline, diagnosis }: WholeIncident,
  locks: readonly LockOn[],
  beside: Around,
): string {
  const { runbook, alarm } = incident;
  return [
    heading(incident),
    '',
    ...(incident.byHand
      ? [
          field(
            'By hand',
            `${shown(incident.byHand.by)} at ${moment(incident.since)}: ${shown(incident.byHand.why)}`,
          ),
        ]
      : [
          field('Alarm', `${shown(alarm.name)} went to ALARM at ${moment(incident.since)}`),
          field('Reason', shown(alarm.reason, 1_000) || 'nothing'),
          field('Now', alarmNow(beside) ?? 'not known'),
        ]),
    field(
      'Runbook',
      `${shown(runbook.id)} of ${shown(runbook.owner)}, mode ${incident.mode}: ${shown(runbook.why)}`,
    ),
    ...(incident.notActing ? [field('Not acting', `because ${shown(incident.notActing, 600)}`)] : []),
    ...waits(incident),
    field('Told', whoWasTold(incident)),
    ...locks.map((lock) => field('Locked', lockText(lock))),
    ...(needsPerson(incident) ? [field('Check', shown(runbook.page.instructions, 600))] : []),
    '',
    paint('bold', 'Steps'),
    ...(attempts.length > 0 ? attempts.flatMap(attemptText) : ['  Nothing was tried.']),
    ...untried(incident, attempts),
    '',
    ...(diagnosis ? [paint('bold', 'Found'), ...diagnosis.lines.map((text) => `  ${shown(text)}`), ''] : []),
    paint('bold', 'Timeline (UTC)'),
    ...timeline.map(
      ({ at, stage, text }) => `  ${at.slice(11, 19)}  ${shown(stage).padEnd(9)}  ${shown(text, 600)}`,
    ),
    '',
    ...(beside.related.length > 0 ? [paint('bold', 'Related'), ...relatedLines(beside), ''] : []),
    ...links(incident).map((link) => shown(link, 1_000)),
  ].join('\n');
}

/** It is open, or a person was asked to take over: people read the instructions after the page, too. */
const needsPerson = ({ verdict }: Incident): boolean => !verdict || verdict === 'escalated';

/** What a person is asked for now. */
function waits(incident: Incident): string[] {
  const asked = lastAsked(incident);
  if (!asked || asked.approval.answer || incident.verdict || incident.step >= asked.step) return [];
  const { step, title, approval } = asked;
  const what = `for an approval of ${step}. ${shown(title)} until ${moment(approval.until)}`;
  return [field('Waits', `${what}: nightshift approve ${incident.id}, or deny`)];
}

function heading({ id, verdict, summary, since, verdictAt }: Incident): string {
  const first = paint('bold', id);
  if (!verdict) return `${first}  ${paint('yellow', 'open')}`;
  const took = verdictAt ? `, ${formatSeconds(secondsBetween(since, verdictAt))} after the alarm` : '';
  const colour = verdict === 'escalated' ? 'red' : 'green';
  return `${first}  ${paint(colour, verdict)}${took}: ${shown(summary, 600)}`;
}

const lockText = ({ target, leaseUntil, busyUntil, keptBy }: LockOn): string => {
  const by = keptBy ? ` for ${shown(keptBy, 60)}` : '';
  const later = leaseUntil > busyUntil ? leaseUntil : busyUntil;
  return `${targetName(target)}${by} until ${moment(later)}`;
};

function attemptText(attempt: Attempt): string[] {
  const { step, title, state, summary, at, before, after, evidence, error, workEnded, settled, finding } =
    attempt;
  return [
    `  ${step}. ${shown(title)} at ${at.slice(11, 19)}: ${effectInWords[state]} ${shown(summary, 600)}`,
    ...facts('before', before),
    ...facts('after', after),
    ...facts('evidence', evidence),
    ...leftBy([attempt]).map((left) => `     left changed: ${shown(leftChanged(left), 600)}`),
    ...(error ? [`     error: ${shown(error, 600)}`] : []),
    ...(workEnded ? [`     its work has ${workEnded.state}: ${shown(workEnded.said, 600)}`] : []),
    ...(settled ? [`     did not help: ${shown(finding, 600)}`] : []),
  ];
}

/** One fact a line, since on-call looks for just one of them. */
function facts(name: string, known: Attempt['before']): string[] {
  const entries = Object.entries(known ?? {}).filter(
    ([, value]) => !Array.isArray(value) || value.length > 0,
  );
  const said = entries.flatMap(([fact, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => `       ${shown(fact, 60)}: ${shown(String(one))}`),
  );
  return said.length === 0 ? [] : [`     ${name}`, ...said];
}

function untried({ plan, answer, verdict }: Incident, attempts: readonly Attempt[]): string[] {
  const titles = plan.slice(attempts.length).map(({ title }) => shown(title));
  if (titles.length === 0) return [];
  const word = answer === 'act' && !verdict ? 'Still to come' : 'Not tried';
  return [`  ${word}: ${titles.join(', ')}.`];
}
