import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { isWorkedOn } from '#core/incident/incidents';
import { tellWorking } from '#core/incident/metrics';
import { incidentOf } from '#core/incident/stored';
import { openIndex } from '#core/table/keys';
import { errorText } from '#core/text';
import { iso } from '#core/time';
import type { SweepServices } from './sweep.ts';

/** Most incidents that are reported as being worked on. The alarms of further ones page by themselves, as they should. */
const mostIncidents = 200;

/**
 * Says of each alarm that it is being worked on: its incident is open and its page deadline ahead. CloudWatch holds the
 * alarm's own page back for as long as this is said, so that whatever keeps it from being said ends with a page. It is
 * never in the way of the sweep itself.
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
