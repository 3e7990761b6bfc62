import { DescribeEventsCommand, type Event, type SourceType } from '@aws-sdk/client-rds';
import { ifThere, type Send } from '../calls.ts';
import { everyPage } from '../pages.ts';

/** A source of events. */
export interface Source {
  readonly SourceType: SourceType;
  readonly SourceIdentifier: string;
}

/** Its events of the last minutes, oldest first. RDS emits them on a best-effort basis. */
export function eventsOf(
  read: Send,
  source: Source,
  Duration: number,
  categories?: readonly string[],
): Promise<Event[]> {
  const asked = { ...source, Duration, ...(categories && { EventCategories: [...categories] }) };
  return everyPage(async (Marker) => {
    const answer = await ifThere(
      read(new DescribeEventsCommand({ ...asked, Marker })),
      'DBClusterNotFoundFault',
      'DBInstanceNotFoundFault',
    );
    return [answer?.Events, answer?.Marker];
  });
}

/** One line for the record. */
export const eventLine = (event: Event): string =>
  `${event.Date?.toISOString() ?? 'undated'} ${event.Message ?? 'without a message'}`;

/** How long ago it was, in words. */
export function ageOf(event: Event, now: Date): string {
  const minutes = event.Date && Math.floor((now.getTime() - event.Date.getTime()) / 60_000);
  return minutes === undefined ? 'lately' : `${minutes} minutes ago`;
}
