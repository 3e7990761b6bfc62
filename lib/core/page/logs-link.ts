import type { Incident } from '../incident/records.ts';
import { cut } from '../text.ts';
import { plusSeconds } from '../time.ts';
import type { Link } from './message.ts';

/** How much of the log before and after an incident is shown, in seconds. */
const marginSeconds = 300;

/**
 * Opens Logs Insights with every line of the engine's logs that names the incident. The console itself makes such addresses
 * when you share a query. AWS does not document the form; if it changes, the link opens an empty editor.
 * @param until ISO 8601, UTC: the end of the incident, or now
 */
export function logsLink({ id, since, alarm }: Incident, until: string, logGroups: readonly string[]): Link {
  const region = alarm.arn.split(':')[3] || 'us-east-1';
  const query = [
    'fields @timestamp, @log, level, message, @message',
    `filter @message like "${cut(id, 100)}"`,
    'sort @timestamp asc',
  ].join(' | ');
  const detail = [
    `~(end~'${plusSeconds(until, marginSeconds)}`,
    `start~'${plusSeconds(since, -marginSeconds)}`,
    "timeType~'ABSOLUTE",
    "tz~'UTC",
    `editorString~'${encoded(query)}`,
    `source~(${logGroups.map((group) => `~'${encoded(group)}`).join('')}))`,
  ].join('~');
  return {
    title: 'Logs',
    url: `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:logs-insights$3FqueryDetail$3D${detail}`,
  };
}

/** The console's encoding of text in an address: `*` and two hexadecimal digits for each special byte. */
const encoded = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[\w.-]/.test(character) ? character : `*${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
