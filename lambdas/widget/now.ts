import { refusal } from '#core/guards/derived';
import { foreign, type Html, html, named, type Part } from '#core/html';
import { isLimited, type LimitedTarget, limitedTargets } from '#core/incident/limited-targets';
import { readMassFailure } from '#core/incident/mass-failure';
import { nextRun } from '#core/incident/run-limits';
import { reasonText } from '#core/reasons/reason';
import { actsIn } from '#core/runbook/mode';
import { readSwitches, type Switches } from '#core/switches/modes';
import { type Now, nowOf, said } from '#core/switches/now';
import { clockTime } from '#core/time';
import { type Asked, moment, table } from './elements.ts';
import { type HardStop, readHardStop } from './hard-stop.ts';
import { type HeldOff, readHeldOff } from './held-off.ts';
import { mostRead } from './read.ts';

/** What does not act at this moment, whatever the dashboard's time range is: modes, stops, freezes, and targets that rest. */
export async function now(asked: Asked): Promise<Html> {
  const { database, deployed, lambda } = asked;
  const at = asked.now();
  const [switches, hardStop, heldOff, massFailure, limited] = await Promise.all([
    readSwitches(database, at),
    readHardStop(lambda, deployed.actionFunctions),
    readHeldOff(asked),
    readMassFailure(database),
    limitedTargets(database, at, mostRead),
  ]);
  const notes = [
    ...(switches.stopAll ? [`stop-all is set ${said(switches.stopAll)}`] : []),
    ...hardStopNote(hardStop),
    ...(massFailure && massFailure.until > at.toISOString()
      ? [
          `Too many incidents began at ${clockTime(massFailure.since)}: nothing new acts until ${clockTime(massFailure.until)}`,
        ]
      : []),
    ...heldOffNote(heldOff, asked),
    ...untested(asked, switches),
  ];
  const rows = deployed.runbooks.map((one) =>
    unlessHeldOff(nowOf(one.id, one, switches, isInForce(hardStop), at), heldOff),
  );
  return html`${notes.map((note) => html`<p class="note">${foreign(note)}.</p>`)}${modes(rows, asked)}${resting(
    limited.filter(({ limits }) => isLimited(limits)),
    asked,
  )}`;
}

const isInForce = (hardStop: HardStop): boolean =>
  !('unread' in hardStop) && hardStop.of > 0 && hardStop.closed === hardStop.of;

function hardStopNote(hardStop: HardStop): string[] {
  if ('unread' in hardStop) return [`Not checked whether a hard stop is in force: ${hardStop.unread}`];
  const { closed, of } = hardStop;
  return closed === 0
    ? []
    : [
        `A hard stop is in force: AWS starts none of ${closed === of ? '' : `${closed} of `}${of} Lambdas that could change something`,
      ];
}

/** A reason that holds off every runbook, such as a change freeze, is shown once, before the table. */
function heldOffNote(heldOff: HeldOff, { deployed: { runbooks } }: Asked): string[] {
  const [reason, ...others] = new Set(heldOff.values());
  const isOfAll = heldOff.size === runbooks.length && others.length === 0;
  return reason && isOfAll ? [`Nothing acts because ${reason}`] : [];
}

const unlessHeldOff = (row: Now, heldOff: HeldOff): Now => {
  const reason = acts(row) && heldOff.get(row.runbook);
  return reason ? { ...row, now: 'stopped', because: reason } : row;
};

const acts = ({ now: its }: Now): boolean => its !== 'stopped' && its !== 'unknown' && actsIn(its);

/** No runbook acts by itself while a path to a person is untested. */
function untested(
  { deployed: { runbooks }, environment, now: clock }: Asked,
  { pathTests }: Switches,
): string[] {
  const alone = runbooks.find(({ mode }) => mode === 'auto');
  const refused = alone && refusal('alone', alone.guards, { pathTests, environment, now: clock() });
  return refused ? [`No runbook acts by itself because ${reasonText(refused)}`] : [];
}

/** Runbooks that do not act come first: they are what people look for. */
function modes(rows: readonly Now[], { environment, deployed: { runbooks } }: Asked): Html {
  if (rows.length === 0) return html`<p>No runbook is deployed in ${environment}.</p>`;
  const owners = new Map(runbooks.map(({ id, owner }) => [id, owner]));
  const acting = rows.filter(acts).length;
  return table({
    caption: `${acting} of ${rows.length} runbooks in ${environment} may act now`,
    head: ['Runbook', 'Owner', 'Now', 'Deployed', 'Because'],
    selfEvident: ['Runbook'],
    rows: [...rows]
      .sort((one, other) => Number(acts(one)) - Number(acts(other)))
      .map((one): Part[] => [
        named(one.runbook),
        foreign(owners.get(one.runbook)),
        one.now === one.deployed
          ? one.now
          : html`<span class="verdict ${one.now === 'stopped' || one.now === 'off' ? 'bad' : 'waiting'}">${one.now}</span>`,
        one.deployed,
        foreign(one.because ?? 'as deployed'),
      ]),
  });
}

/** Targets that a runbook leaves alone for a while, because of what its runs there did. */
function resting(limited: readonly LimitedTarget[], { environment }: Asked): Html {
  if (limited.length === 0) return html`<p>No runbook rests on any target in ${environment}.</p>`;
  return table({
    caption: 'Targets that a runbook leaves alone for now',
    head: ['Runbook', 'Target', 'Until (UTC)', 'Because', 'Runs in 24 h'],
    selfEvident: ['Runbook', 'Target'],
    rows: limited.map((one): Part[] => {
      const until = nextRun(one.limits);
      return [
        named(one.runbook),
        foreign(one.target.split(':').slice(5).join(':')),
        until ? moment(until) : 'now',
        becauseOf(one),
        `${one.limits.today} of ${one.guards.maxRunsPerDay}`,
      ];
    }),
  });
}

/** The guard that holds longest. */
function becauseOf({ limits }: LimitedTarget): string {
  const { until, breaker, withoutEffect } = limits;
  const next = nextRun(limits);
  if (next === undefined)
    return breaker === 'half-open' ? 'the breaker has rested: the next run decides' : '';
  if (next === until.breaker)
    return `the breaker is open after ${withoutEffect} ${withoutEffect === 1 ? 'run' : 'runs'} without effect`;
  return next === until.runsPerDay ? 'the runs of the day are used up' : 'it cools down';
}
