import { everyRunbook, type LogLine } from './switches.ts';
import { moment, shown, table, targetName } from './text.ts';

/** The switch log as people read it. */
export function logText(lines: readonly LogLine[], environment: string): string {
  if (lines.length === 0) return `Nothing was ever switched in ${environment}.`;
  return table(
    ['WHEN', 'WHAT', 'WHO', 'WHY'],
    lines.map((line) => [moment(line.at), shown(whatIn(line), 160), shown(line.by, 60), shown(line.why)]),
  ).join('\n');
}

const runbookIn = (runbook: string): string => (runbook === everyRunbook ? 'all' : runbook);

function whatIn(line: LogLine): string {
  if (line.what === 'mode') return `${runbookIn(line.runbook)} ${line.mode}`;
  if (line.what === 'mode cleared') return `${runbookIn(line.runbook)} cleared`;
  if (line.what === 'test page acknowledged') return `acknowledged ${line.path}`;
  if (line.what === 'breaker closed')
    return `closed the breaker of ${line.runbook} on ${targetName(line.target)}`;
  if (line.what === 'lease restored') return `asked to restore ${line.subject}: ${line.outcome}`;
  if (line.what === 'lease extended') return `gave ${line.subject} time until ${moment(line.until)}`;
  return line.what;
}
