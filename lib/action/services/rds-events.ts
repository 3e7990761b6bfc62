import { DescribeEventsCommand, type Event, type SourceType } from '@aws-sdk/client-rds';
import { ifThere, type Send } from '../calls.ts';

const mostPages = 10;

/** What has events. */
export interface Source {
  readonly SourceType: SourceType;
  readonly SourceIdentifier: string;
}

/** Its events of the last minutes, oldest first; none of what is not there. RDS emits them on a best-effort basis. */
export async function eventsOf(read: Send, source: Source, Duration: number, categories?: readonly string[]) {
  const events: Event[] = [];
  let Marker: string | undefined;
  for (let page = 0; page === 0 || (Marker && page < mostPages); page++) {
    const asked = {
      ...source,
      Duration,
      ...(categories && { EventCategories: [...categories] }),
      ...(Marker && { Marker }),
    };
    const answer = await ifThere(
      read(new DescribeEventsCommand(asked)),
      'DBClusterNotFoundFault',
      'DBInstanceNotFoundFault',
    );
    events.push(...(answer?.Events ?? []));
    Marker = answer?.Marker;
  }
  return events;
}

/** One line for the record. */
export const eventLine = (event: Event): string =>
  `${event.Date?.toISOString() ?? 'undated'} ${event.Message ?? 'without a message'}`;

/** How long ago it was, in words. */
export function ageOf(event: Event, now: Date): string {
  const minutes = event.Date && Math.floor((now.getTime() - event.Date.getTime()) / 60_000);
  return minutes === undefined ? 'lately' : `${minutes} minutes ago`;
}
