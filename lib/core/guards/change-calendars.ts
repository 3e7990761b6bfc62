import * as z from 'zod/mini';
import { guard } from './guard.ts';

const calendarArn = 'the ARN of a change calendar, arn:aws:ssm:<region>:<account>:document/<name>';
const Calendar = z
  .string(calendarArn)
  .check(z.regex(/^arn:[a-z-]+:ssm:[a-z0-9-]+:\d{12}:document\/[\w.-]+$/, calendarArn));

const named = (calendars: readonly string[]) => calendars.map((arn) => arn.split('/').at(-1)).join(', ');

/** A change freeze. All calendars have to be open; one that can't be read counts as closed. */
export const changeCalendars = guard({
  place: 5,
  environment: {
    /**
     * ARNs of SSM Change Calendar documents. While one is closed, no incident begins to act: its alarm is paged instead. One that
     * has begun, or waits for an approval, goes on.
     * @default - no change freeze
     */
    changeCalendars: z.exactOptional(z.array(Calendar)),
  },
  deployed: {
    /** ARNs of SSM change calendars that all have to be open. @default - none */
    changeCalendars: z.optional(z.array(z.string())),
  },
  fillIn: (_, environment) =>
    environment?.changeCalendars ? { changeCalendars: [...environment.changeCalendars] } : {},
  reasons: {
    'calendar-closed': ({ calendars, state, until }: { calendars: string; state: string; until: string }) =>
      `the change calendar ${calendars} is ${state}${until && ` until ${until}`}`,
    'calendar-unreadable': ({ calendars, error }: { calendars: string; error: string }) =>
      `the change calendar ${calendars} can't be read (${error})`,
  },
  asks: ({ changeCalendars: calendars = [] }) => (calendars.length > 0 ? { calendars } : {}),
  judges: {
    always: ({ changeCalendars: its = [] }, { answers }) => {
      if (its.length === 0) return undefined;
      const calendars = named(its);
      const answer = answers.calendars ?? { unreadable: 'nobody has asked it' };
      if ('unreadable' in answer)
        return { code: 'calendar-unreadable', facts: { calendars, error: answer.unreadable } };
      const { state, until } = answer;
      return state === 'OPEN' ? undefined : { code: 'calendar-closed', facts: { calendars, state, until } };
    },
  },
  pagesWhen: ({ changeCalendars: its }) =>
    its && its.length > 0 ? `the change calendar ${named(its)} is closed or can't be read` : undefined,
  proof: { rule: 'change freeze' },
});
