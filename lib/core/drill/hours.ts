/** When drills may begin, by the owner's clock. */
export interface DrillHours {
  /** `HH:MM`, on the same day. */
  readonly from: string;
  readonly to: string;
  /** A name of the IANA time zone database. @default UTC */
  readonly timeZone?: string;
  /** @default - Monday to Friday */
  readonly days?: readonly Weekday[];
  /** Days without drills, `yyyy-mm-dd`. @default - none */
  readonly except?: readonly string[];
}

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

const workdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri'];

/** A moment in a time zone. */
interface OnWall {
  readonly day: Weekday;
  /** `yyyy-mm-dd` */
  readonly date: string;
  /** `HH:MM` */
  readonly time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Creating a formatter is slow, so each is kept. */
function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, format);
  return format;
}

function onWall(now: Date, timeZone = 'UTC'): OnWall {
  const parts = formatIn(timeZone).formatToParts(now);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return {
    day: of('weekday').toLowerCase() as Weekday,
    date: `${of('year')}-${of('month')}-${of('day')}`,
    time: `${of('hour')}:${of('minute')}`,
  };
}

/** Whether a drill may begin now. */
export function isWithin(hours: DrillHours, now: Date): boolean {
  const { day, date, time } = onWall(now, hours.timeZone);
  const { from, to, days = workdays, except = [] } = hours;
  return days.includes(day) && !except.includes(date) && time >= from && time < to;
}

/** `10:00 to 16:00 Europe/Berlin on mon, tue` */
export const hoursInWords = ({
  from,
  to,
  timeZone = 'UTC',
  days = workdays,
  except = [],
}: DrillHours): string =>
  `${from} to ${to} ${timeZone} on ${days.join(', ')}${except.length > 0 ? `, but not on ${except.join(', ')}` : ''}`;

/** `10:05 Europe/Berlin on sun, 2026-03-01` */
export function nowInWords({ timeZone = 'UTC' }: DrillHours, now: Date): string {
  const { day, date, time } = onWall(now, timeZone);
  return `${time} ${timeZone} on ${day}, ${date}`;
}
