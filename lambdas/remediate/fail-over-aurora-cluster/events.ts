import { DescribeEventsCommand, type Event, type RDSClient } from '@aws-sdk/client-rds';

const mostPages = 10;

/**
 * A cluster that a global database has failed over or switched over to is as young a writer as any.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Events.Messages.html (DB cluster events)
 */
export const failoverCategories = ['failover', 'global-failover'];

/**
 * A cluster's events, oldest first.
 * @param minutes how far back
 * @param categories RDS event categories. @default - all
 */
export async function clusterEvents(
  rds: RDSClient,
  cluster: string,
  minutes: number,
  categories?: readonly string[],
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
        ...(categories && { EventCategories: [...categories] }),
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
