import { GetCalendarStateCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { because, type Reason } from '#core/reasons/reason';
import { errorText, line } from '#core/text';

/**
 * A change freeze: asks SSM Change Calendar whether changes are allowed now. Several calendars are open only together.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetCalendarState.html
 * @returns why nothing may be changed; a calendar that can't be read counts as closed
 */
export async function frozen(ssm: SSMClient, calendars: readonly string[] = []): Promise<Reason | undefined> {
  if (calendars.length === 0) return undefined;
  const named = { calendars: calendars.map((calendar) => calendar.split('/').at(-1)).join(', ') };
  try {
    const answer = await ssm.send(new GetCalendarStateCommand({ CalendarNames: [...calendars] }));
    if (answer.State === 'OPEN') return undefined;
    const { State: state = 'in no known state', NextTransitionTime: until = '' } = answer;
    return because('calendar-closed', { ...named, state, until: line(until, 40) });
  } catch (error) {
    return because('calendar-unreadable', { ...named, error: errorText(error) });
  }
}
