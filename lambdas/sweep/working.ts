import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { isWorkedOn } from '#core/incident/incidents';
import { tellWorking } from '#core/incident/metrics';
import { incidentOf } from '#core/incident/stored';
import { openIndex } from '#core/table/keys';
import { errorText } from '#core/text';
import { iso } from '#core/time';
import type { SweepServices } from './sweep.ts';

/** How many incidents are reported at most. The alarms of any others page by themselves, as they should. */
const mostIncidents = 200;

/**
 * Reports each alarm that Nightshift works on: its incident is open, and its page deadline is ahead. CloudWatch delays the
 * alarm's own page while this is reported, so any failure here ends with a page. It never disturbs the sweep itself.
 */
export async function tellWhatIsWorkedOn({ database, now }: SweepServices): Promise<void> {
  try {
    const answer = await database.client.send(
      new QueryCommand({
        TableName: database.table,
        IndexName: openIndex.name,
        KeyConditionExpression: '#open = :open AND pageBy > :now',
        ExpressionAttributeNames: { '#open': openIndex.partitionKey },
        ExpressionAttributeValues: { ':open': 'OPEN', ':now': iso(now()) },
        Limit: mostIncidents,
      }),
    );
    const incidents = (answer.Items ?? []).map(incidentOf);
    const names = incidents.filter(isWorkedOn).map(({ alarm }) => alarm.name);
    for (const name of new Set(names)) tellWorking(name);
  } catch (error) {
    console.warn('not said what is worked on', { error: errorText(error) });
  }
}
