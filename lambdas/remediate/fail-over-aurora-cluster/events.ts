import { DescribeEventsCommand, type Event, type RDSClient } from '@aws-sdk/client-rds';

const mostPages = 10;

/**
 * A cluster's events, oldest first.
 * @param minutes how far back
 * @param category RDS event category, e.g. `failover`. @default - all
 */
export async function clusterEvents(
  rds: RDSClient,
  cluster: string,
  minutes: number,
  category?: string,
): Promise<Event[]> {
  const events: Event[] = [];
  let marker: string | undefined;
  let pages = 0;
  do {
    const page = await rds.send(
      new DescribeEventsCommand({
        SourceType: 'db-cluster',
        SourceIdentifier: cluster,
        Duration: minutes,
        ...(category && { EventCategories: [category] }),
        ...(marker && { Marker: marker }),
      }),
    );
    events.push(...(page.Events ?? []));
    marker = page.Marker;
    pages += 1;
  } while (marker && pages < mostPages);
  return events;
}

/** One line for the record. */
export const eventLine = (event: Event): string =>
  `${event.Date?.toISOString() ?? 'undated'} ${event.Message ?? 'without a message'}`;
