import { lastAsked } from '../../lambdas/shared/approvals.ts';
import { effectInWords, whoWasTold } from '../../lambdas/shared/in-words.ts';
import { links } from '../../lambdas/shared/links.ts';
import type { Attempt, Incident } from '../../lambdas/shared/records.ts';
import { secondsBetween, spell } from '../../lambdas/shared/time.ts';
import { CommandError } from '../command-line.ts';
import { type Command, commonOptions, commonUsage, firstLine, readCommand } from './command.ts';
import {
  isHeld,
  type LockOn,
  plannedTargets,
  readLocks,
  readWhole,
  type WholeIncident,
} from './incidents.ts';
import { fullId } from './short-id.ts';
import { asJson, moment, paint, shown, targetName } from './text.ts';

const usage = `npx nightshift show INCIDENT

Shows what became of one incident: why, each step with what was there before and after, who was told, what is still
locked, and its timeline. \`npx nightshift history\` lists incidents.

${commonUsage}`;

/** `npx nightshift show`. */
export const show: Command = {
  name: 'show',
  summary: 'shows one incident: steps, evidence, who was told, timeline',
  usage,
  run: async (args, { connect, now }) => {
    const { values, positionals } = readCommand(args, commonOptions, usage, 1);
    const [given] = positionals;
    if (given === undefined) throw new CommandError(`Say which incident. Usage: ${firstLine(usage)}`);
    const { database } = await connect(values.environment);
    const id = await fullId(database, given, now());
    const whole = await readWhole(database, id);
    if (!whole) throw unknownIncident(id, values.environment);
    const locks = (await readLocks(database, plannedTargets(whole.incident))).filter(
      (lock) => lock.holder === id && isHeld(lock, now()),
    );
    return values.json ? asJson(inJson(whole, locks)) : inWords(whole, locks);
  },
};

/** What is said of an id that the table does not hold. */
export const unknownIncident = (id: string, environment: string): CommandError =>
  new CommandError(
    `There is no incident ${JSON.stringify(id)} in ${environment}; npx nightshift history lists them.`,
    1,
  );

type Item = Readonly<Record<string, unknown>>;

/** Without what only the table needs. */
const plain = (item: object): Item =>
  Object.fromEntries(
    Object.entries(item).filter(
      ([name]) => !['pk', 'sk', 'expiresAt', 'open', 'month', 'listed'].includes(name),
    ),
  );

const inJson = ({ incident, attempts, timeline }: WholeIncident, locks: readonly LockOn[]) => ({
  incident: plain(incident),
  attempts: attempts.map(plain),
  timeline: timeline.map(plain),
  locks: locks.map(plain),
  told: whoWasTold(incident),
});

const field = (name: string, text: string): string => `${name.padEnd(9)} ${text}`;

function inWords({ incident, attempts, timeline }: WholeIncident, locks: readonly LockOn[]): string {
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
          field('Says', shown(alarm.reason, 1_000) || 'nothing'),
        ]),
    field(
      'Runbook',
      `${shown(runbook.id)} of ${shown(runbook.owner)}, mode ${incident.mode}: ${shown(runbook.why)}`,
    ),
    ...(incident.notActing ? [field('Not acting', `because ${shown(incident.notActing, 600)}`)] : []),
    ...waits(incident),
    field('Told', whoWasTold(incident)),
    ...locks.map((lock) => field('Locked', lockText(lock))),
    ...(incident.verdict ? [] : [field('Look', shown(runbook.page.instructions, 600))]),
    '',
    paint('bold', 'Steps'),
    ...(attempts.length > 0 ? attempts.flatMap(attemptText) : ['  Nothing was tried.']),
    ...untried(incident, attempts),
    '',
    paint('bold', 'Timeline (UTC)'),
    ...timeline.map(
      ({ at, stage, text }) => `  ${at.slice(11, 19)}  ${shown(stage).padEnd(9)}  ${shown(text, 600)}`,
    ),
    '',
    ...links(incident).map((link) => shown(link, 1_000)),
  ].join('\n');
}

/** What a person is asked for now. */
function waits(incident: Incident): string[] {
  const asked = lastAsked(incident);
  if (!asked || asked.approval.answer || incident.verdict || incident.step >= asked.step) return [];
  const { step, title, approval } = asked;
  const what = `for an approval of ${step}. ${shown(title)} until ${moment(approval.until)}`;
  return [field('Waits', `${what}: npx nightshift approve ${incident.id}, or deny`)];
}

function heading({ id, verdict, summary, since, verdictAt }: Incident): string {
  const first = paint('bold', id);
  if (!verdict) return `${first}  ${paint('yellow', 'open')}`;
  const took = verdictAt ? `, ${spell(secondsBetween(since, verdictAt))} after the alarm` : '';
  const colour = verdict === 'escalated' ? 'red' : 'green';
  return `${first}  ${paint(colour, verdict)}${took}: ${shown(summary, 600)}`;
}

const lockText = ({ target, leaseUntil, busyUntil, keptBy }: LockOn): string => {
  const by = keptBy ? ` for ${shown(keptBy, 60)}` : '';
  const later = leaseUntil > busyUntil ? leaseUntil : busyUntil;
  return `${targetName(target)}${by} until ${moment(later)}`;
};

function attemptText(attempt: Attempt): string[] {
  const { step, title, state, summary, at, before, after, evidence, error, settled, finding } = attempt;
  return [
    `  ${step}. ${shown(title)} at ${at.slice(11, 19)}: ${effectInWords[state]} ${shown(summary, 600)}`,
    ...facts('before', before),
    ...facts('after', after),
    ...facts('evidence', evidence),
    ...(error ? [`     error: ${shown(error, 600)}`] : []),
    ...(settled ? [`     did not help: ${shown(finding, 600)}`] : []),
  ];
}

/** One fact a line: on-call looks for one of them, and reads none of the others. */
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
