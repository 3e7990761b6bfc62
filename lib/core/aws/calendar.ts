import { GetCalendarStateCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { Answers } from '../guards/guard.ts';
import { errorText, line } from '../text.ts';

/**
 * Asks SSM Change Calendar whether changes are allowed now. All calendars have to be open.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetCalendarState.html
 */
export async function calendarState(
  ssm: SSMClient,
  calendars: readonly string[],
): Promise<NonNullable<Answers['calendars']>> {
  try {
    const answer = await ssm.send(new GetCalendarStateCommand({ CalendarNames: [...calendars] }));
    const { State: state = 'in no known state', NextTransitionTime: until = '' } = answer;
    return { state, until: line(until, 40) };
  } catch (error) {
    return { unreadable: errorText(error) };
  }
}
