import { GetCalendarStateCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { errorText, line } from '#core/text';

/**
 * A change freeze: asks SSM Change Calendar whether changes are allowed now. Several calendars are open only together.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetCalendarState.html
 * @returns why nothing may be changed, completing "Not acting because …"; a calendar that can't be read counts as closed
 */
export async function frozen(ssm: SSMClient, calendars: readonly string[] = []): Promise<string | undefined> {
  if (calendars.length === 0) return undefined;
  const names = calendars.map((calendar) => calendar.split('/').at(-1)).join(', ');
  try {
    const answer = await ssm.send(new GetCalendarStateCommand({ CalendarNames: [...calendars] }));
    if (answer.State === 'OPEN') return undefined;
    const until = answer.NextTransitionTime ? ` until ${line(answer.NextTransitionTime, 40)}` : '';
    return `the change calendar ${names} is ${answer.State ?? 'in no known state'}${until}`;
  } catch (error) {
    return `the change calendar ${names} can't be read (${errorText(error)})`;
  }
}
