import { backupSubject, commands, type Page } from './page-text.ts';
import type { Storm } from './records.ts';
import { stormDeduplicationKey, type Unlisted } from './storm.ts';
import { ascii, line } from './text.ts';
import { clockTime } from './time.ts';

/** More names than these help nobody on a phone. */
const listedAtMost = 40;

/** The one page of a mass failure: how many alarms since when, what became of remediation, then the names. */
export function stormText(
  environment: string,
  storm: Storm,
  found: readonly Unlisted[],
  isFirst: boolean,
): Page {
  const count = `${found.length}${isFirst ? '' : ' more'} alarm${found.length === 1 ? '' : 's'}`;
  const bySince = [...found].sort((one, other) => (one.since < other.since ? -1 : 1));
  const rest = found.length - listedAtMost;
  const region = found[0]?.region || 'us-east-1';
  const key = stormDeduplicationKey(environment, storm);
  return {
    subject: ascii(`Nightshift: ${count} in a mass failure need a person`, 99),
    body: [
      `${count} since ${clockTime(storm.since)}: Nightshift stopped acting. Please take over.`,
      '',
      'Why you: more alarms than Nightshift is allowed to act on at once look like one cause, and acting on each could make it worse.',
      'What was under way before goes on. No new remediation starts until it is calmer. New alarms are listed in further pages.',
      '',
      ...bySince
        .slice(0, listedAtMost)
        .map(({ alarm, since, owner }) => `- ${alarm} since ${clockTime(since)} (${line(owner, 40)})`),
      ...(rest > 0 ? [`… and ${rest} more.`] : []),
      '',
      `All alarms: https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:`,
      'Look first: what do these have in common? A network, a deployment, a dependency, an AWS region.',
      `Key ${key}`,
      ...commands({ environment }, ['history --since 1h --verdict escalated', 'stop-all --why "…"']),
    ].join('\n'),
    deduplicationKey: key,
  };
}

/** What the deadline schedule of a mass failure says if nothing of ours is alive to take it back. ASCII. */
export function stormDeadlineText(environment: string, storm: Storm): Page {
  const key = stormDeduplicationKey(environment, storm);
  return {
    subject: backupSubject,
    body: [
      `Many alarms since ${clockTime(storm.since)}: Nightshift stopped acting. Please take over.`,
      '',
      'There was a mass failure, and the page that lists its alarms was not sent in time.',
      'Treat every alarm since then as not handled: look at all alarms in ALARM in CloudWatch.',
      `Key ${key}`,
    ].join('\n'),
    deduplicationKey: key,
  };
}
