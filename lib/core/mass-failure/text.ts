import { massFailureDeduplicationKey, type Unlisted } from '../incident/mass-failure.ts';
import type { MassFailure } from '../incident/records.ts';
import { backupSubject, commandsIn, compose, type Page, pageMark } from '../page/message.ts';
import { line } from '../text.ts';
import { clockTime } from '../time.ts';

/** A page of a mass failure, and the alarms that it names. */
export interface MassFailurePage {
  readonly page: Page;
  readonly names: readonly Unlisted[];
}

/** How many alarms are listed with owner and time; nobody reads more on a phone. */
const toldAtMost = 40;

/**
 * Limit of the alarms of one page, in bytes. SNS takes 256 KB for all versions of a message together, and PagerDuty 512 KB.
 * Slack's own limit is lower; its channel leaves the rest out.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const listBytes = 80_000;

/** The same including indentation and everything that is not a name. */
const pageBytes = 100_000;

/** The page of a mass failure, which names every alarm. If they do not fit in one message, others follow under the same key. */
export function massFailurePages(
  environment: string,
  massFailure: MassFailure,
  found: readonly Unlisted[],
  isFirst: boolean,
): MassFailurePage[] {
  const [first = [], ...further] = fitting(
    found.toSorted((one, other) => (one.since < other.since ? -1 : 1)),
  );
  return [
    {
      page: firstPage(environment, massFailure, { found, first, isFirst }),
      names: first.map(({ alarm }) => alarm),
    },
    ...further.map((lines, index) => ({
      page: furtherPage(environment, massFailure, lines, `${index + 2} of ${further.length + 1}`),
      names: lines.map(({ alarm }) => alarm),
    })),
  ];
}

/** An alarm and its line. */
interface Line {
  readonly alarm: Unlisted;
  readonly text: string;
}

/** The alarms' lines, in as many lists as needed. */
function fitting(found: readonly Unlisted[]): Line[][] {
  const lists: Line[][] = [];
  let left = 0;
  for (const [index, alarm] of found.entries()) {
    const told = index < toldAtMost ? ` since ${clockTime(alarm.since)} (${line(alarm.owner, 40)})` : '';
    const text = `- ${alarm.alarm}${told}`;
    const bytes = Buffer.byteLength(text) + 1;
    if (bytes > left) {
      lists.push([]);
      left = listBytes;
    }
    lists.at(-1)?.push({ alarm, text });
    left -= bytes;
  }
  return lists;
}

/** How many alarms since when, that remediation is suspended, and the names. */
function firstPage(
  environment: string,
  massFailure: MassFailure,
  {
    found,
    first,
    isFirst,
  }: { readonly found: readonly Unlisted[]; readonly first: readonly Line[]; readonly isFirst: boolean },
): Page {
  const count = `${found.length}${isFirst ? '' : ' more'} alarm${found.length === 1 ? '' : 's'}`;
  const rest = found.length - first.length;
  const region = found[0]?.region || 'us-east-1';
  return compose({
    subject: `${pageMark} ${count} in a mass failure, please take over`,
    headline: `${count} since ${clockTime(massFailure.since)}: Nightshift stopped acting. Please take over.`,
    facts: {
      'Why you were paged':
        'more alarms than Nightshift is allowed to act on at once look like one cause, and acting on each could make it worse.',
      Now: 'what was under way before goes on. No new remediation starts until it is calmer. New alarms are listed in further pages.',
    },
    sections: [
      {
        title: 'CHECK FIRST',
        lines: ['What do these have in common? A network, a deployment, a dependency, an AWS region.'],
      },
      {
        title: 'ALARMS',
        lines: [
          ...first.map(({ text }) => text),
          ...(rest > 0 ? [`${rest} more follow in the next messages.`] : []),
        ],
      },
    ],
    reference: `All alarms: https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:`,
    commands: commandsIn(environment, ['history --since 1h --verdict escalated', 'stop-all --why "…"']),
    atMost: pageBytes,
    deduplicationKey: massFailureDeduplicationKey(environment, massFailure),
  });
}

/** The names that did not fit in the first message. */
const furtherPage = (
  environment: string,
  massFailure: MassFailure,
  lines: readonly Line[],
  which: string,
): Page =>
  compose({
    subject: `${pageMark} The alarms of a mass failure, message ${which}`,
    headline: `More alarms of the mass failure since ${clockTime(massFailure.since)}, message ${which}:`,
    sections: [{ title: 'ALARMS', lines: lines.map(({ text }) => text) }],
    atMost: pageBytes,
    deduplicationKey: massFailureDeduplicationKey(environment, massFailure),
  });

/** What a mass failure's deadline schedule says if nothing of ours is alive to cancel it. ASCII. */
export const massFailureDeadlineText = (environment: string, massFailure: MassFailure): Page =>
  compose({
    subject: backupSubject,
    headline: `Many alarms since ${clockTime(massFailure.since)}: Nightshift stopped acting. Please take over.`,
    facts: {
      'Why you were paged':
        'there was a mass failure, and the page that lists its alarms was not sent in time.',
    },
    sections: [
      {
        title: 'CHECK FIRST',
        lines: ['All alarms in ALARM in CloudWatch: treat each one since then as not handled.'],
      },
    ],
    deduplicationKey: massFailureDeduplicationKey(environment, massFailure),
  });
