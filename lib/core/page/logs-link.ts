import type { Incident } from '../incident/records.ts';
import { cut } from '../text.ts';
import { plusSeconds } from '../time.ts';
import type { Link } from './message.ts';

/** How much of the log around an incident is shown, in seconds. */
const marginSeconds = 300;

/**
 * Opens Logs Insights with every line of the engine's logs that names the incident. The address is in the form that the
 * console itself makes when a query is shared; AWS documents none, and a console that changes it opens an empty editor.
 * @param until ISO 8601, UTC: the last that is known of the incident
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

/** As the console writes texts into its address: `*` and two hexadecimal digits for a byte that is not a plain one. */
const encoded = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[\w.-]/.test(character) ? character : `*${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
