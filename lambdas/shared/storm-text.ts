import { backupSubject, commandsIn, compose, type Page, pageMark } from './message.ts';
import type { Storm } from './records.ts';
import { stormDeduplicationKey, type Unlisted } from './storm.ts';
import { line } from './text.ts';
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
  return compose({
    subject: `${pageMark} ${count} in a mass failure, please take over`,
    headline: `${count} since ${clockTime(storm.since)}: Nightshift stopped acting. Please take over.`,
    facts: {
      'Why you':
        'more alarms than Nightshift is allowed to act on at once look like one cause, and acting on each could make it worse.',
      Now: 'what was under way before goes on. No new remediation starts until it is calmer. New alarms are listed in further pages.',
    },
    sections: [
      {
        title: 'ALARMS',
        lines: [
          ...bySince
            .slice(0, listedAtMost)
            .map(({ alarm, since, owner }) => `- ${alarm} since ${clockTime(since)} (${line(owner, 40)})`),
          ...(rest > 0 ? [`... and ${rest} more.`] : []),
        ],
      },
      {
        title: 'CHECK FIRST',
        lines: ['What do these have in common? A network, a deployment, a dependency, an AWS region.'],
      },
    ],
    reference: `All alarms: https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:`,
    commands: commandsIn(environment, ['history --since 1h --verdict escalated']),
    deduplicationKey: stormDeduplicationKey(environment, storm),
  });
}

/** What the deadline schedule of a mass failure says if nothing of ours is alive to take it back. ASCII. */
export const stormDeadlineText = (environment: string, storm: Storm): Page =>
  compose({
    subject: backupSubject,
    headline: `Many alarms since ${clockTime(storm.since)}: Nightshift stopped acting. Please take over.`,
    facts: {
      'Why you': 'there was a mass failure, and the page that lists its alarms was not sent in time.',
    },
    sections: [
      {
        title: 'CHECK FIRST',
        lines: ['All alarms in ALARM in CloudWatch: treat each one since then as not handled.'],
      },
    ],
    deduplicationKey: stormDeduplicationKey(environment, storm),
  });
