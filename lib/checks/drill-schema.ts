import * as z from 'zod/mini';
import { weekdays } from '#core/drill/hours';
import { Duration } from '#core/duration';
import { isZone } from './time-zone.ts';

const text = (what: string) => z.string(what).check(z.minLength(1, what));
const time = 'a time of the day, HH:MM';
const Time = z.string(time).check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, time));
const zone = 'a name of the IANA time zone database, e.g. Europe/Berlin';
const Zone = z.string(zone).check(z.refine(isZone, zone));
const date = 'a day, yyyy-mm-dd';
const Day = z.string(date).check(z.regex(/^\d{4}-\d\d-\d\d$/, date));
const chance = 'a number above 0, at most 1: how likely a runbook is drilled in a week';
const perDay = 'a whole number of drills, 1 to 20';
const step = 'the number of a step, from 1';
const documentName = 'the name of an automation document, without a version';
const Document = z.string(documentName).check(z.regex(/^[\w.-]{3,128}$/, documentName));
const lasts = '2 minutes to 2 hours, in whole minutes';
const Lasts = Duration.check(
  z.refine(({ seconds }) => seconds % 60 === 0 && seconds >= 120 && seconds <= 7_200, lasts),
);

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const anHour = 'at least an hour of one day: `from` is an hour or more before `to`';
/** Drills are drawn by the hour in UTC, and every span of an hour has the beginning of one in it. */
const Hours = z
  .strictObject({
    from: Time,
    to: Time,
    timeZone: z.exactOptional(Zone),
    days: z.exactOptional(z.array(z.enum(weekdays))),
    except: z.exactOptional(z.array(Day)),
  })
  .check(z.refine(({ from, to }) => minutesOf(to) - minutesOf(from) >= 60, anHour));

const Fault = z.discriminatedUnion('injector', [
  z.strictObject({ injector: z.literal('fis'), parameters: z.record(z.string(), z.string()) }),
  z.strictObject({
    injector: z.literal('document'),
    breaks: Document,
    mends: Document,
    parameters: z.record(z.string(), z.array(z.string())),
  }),
  z.strictObject({ injector: z.literal('by-hand'), does: text('what a person does to break it') }),
]);

const Drill = z.strictObject({
  alarm: text("an alarm's name"),
  fault: Fault,
  step: z.exactOptional(z.int(step).check(z.minimum(1, step))),
  name: z.exactOptional(text('what is broken')),
  endsByItself: z.exactOptional(z.boolean()),
  lasts: z.exactOptional(Lasts),
});

/** The drills of an environment. */
export const Drills = z.strictObject({
  targets: z
    .array(text('the resource part of an ARN, * for any run of characters'))
    .check(z.minLength(1, 'at least one: what drills may touch')),
  stopAlarm: text('the name of an alarm that says that users suffer'),
  runbooks: z.record(z.string(), Drill),
  perDay: z.exactOptional(z.int(perDay).check(z.minimum(1, perDay), z.maximum(20, perDay))),
  hours: z.exactOptional(Hours),
  schedule: z.exactOptional(
    z.strictObject({ chance: z.number(chance).check(z.gt(0, chance), z.maximum(1, chance)) }),
  ),
  allowProduction: z.exactOptional(text('why drills are allowed in production')),
});
