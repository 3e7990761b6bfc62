import type { IncidentView } from '../incidents.ts';
import type { Check, Result } from '../scenarios/scenario.ts';
import { pad, paint } from './terminal.ts';

const seconds = (milliseconds: number | null): string =>
  milliseconds === null ? '-' : `${(milliseconds / 1000).toFixed(1)} s`;

const columns: readonly (readonly [string, number, (result: Result) => string])[] = [
  ['scenario', 23, ({ name }) => name],
  ['verdict', 16, ({ verdict }) => verdict],
  ['healed by', 26, ({ healedBy }) => healedBy ?? '-'],
  ['actions', 9, ({ actions }) => String(actions)],
  ['pages', 7, ({ pages }) => String(pages)],
  ['acted after', 13, (result) => seconds(result.alarmToFirstActionMs)],
  ['ended after', 13, (result) => seconds(result.alarmToVerdictMs)],
  ['', 8, ({ ok }) => (ok ? paint('green', 'ok') : paint('red', 'NOT OK'))],
];

/** The table at the end: one row per scenario, times since the alarm. */
export function summaryTable(results: readonly Result[]): string[] {
  const row = (cells: readonly string[]) =>
    `  ${columns.map(([, width], index) => pad(cells[index] ?? '', width)).join('')}`.trimEnd();
  return [
    paint('bold', row(columns.map(([title]) => title))),
    ...results.map((result) => row(columns.map(([, , cell]) => cell(result)))),
  ];
}

/** The failed checks of one scenario. */
export const failureLines = (name: string, failures: readonly Check[]): string[] =>
  failures.map(
    ({ what, saw }) => `  ${paint('red', '✗')} ${name}: expected that ${what}${saw ? `; saw: ${saw}` : ''}`,
  );

/** Newest incidents shown for a failed scenario; a crowd's are alike. */
const mostIncidents = 5;

/** How a failed scenario's incidents ended, and each step that was tried or refused. */
export const incidentLines = (views: readonly IncidentView[]): string[] =>
  views
    .slice(-mostIncidents)
    .flatMap(({ incident, attempts }) => [
      `    ${incident.id}, ${incident.alarm.name}: ${incident.verdict ?? 'no verdict'}: ${incident.summary ?? 'no summary'}`,
      ...attempts.map(({ step, state, summary }) => `      step ${step} ${state}: ${summary}`),
    ]);

/** Printed after every run, so that nobody takes the emulator for AWS. */
export const notProven: readonly string[] = [
  'What this did not prove (the whole list is in docs/sandbox.md):',
  '  - How CloudWatch evaluates alarms: the emulator ignores missing data and "M out of N".',
  '  - The roles of the state machines, rules and schedules: the emulator enforces those of the Lambdas only.',
  '  - Dead-letter queues of rules and schedules, maximum event ages, reserved concurrency, PITR, TTL, encryption.',
  '  - Timing: durations are a tenth of the real ones here, or longer on a slow machine, and a Lambda starts in a tenth of a second.',
  '  - ECS, ElastiCache and Aurora themselves: a restart or a failover takes milliseconds here.',
  "  - SQS's own move of dead letters, which the sandbox adds to the emulator, and scalable targets, which there are none of.",
];

/** Printed at the start. @param times how many times slower than usual the machine is */
export const slowLines = (times: number): string[] =>
  times > 1
    ? [
        `This machine is about ${times} times slower than usual now, so everything takes ${times} times as long here.`,
      ]
    : [];

/** The JSON line, for programs. */
export function jsonLine(
  emulator: string,
  deploySeconds: number,
  totalSeconds: number,
  slowness: number,
  scenarios: readonly Result[],
): string {
  const rounded = (value: number) => Math.round(value * 10) / 10;
  return JSON.stringify({
    emulator,
    deploySeconds: rounded(deploySeconds),
    totalSeconds: rounded(totalSeconds),
    slowness,
    scenarios,
  });
}
