import * as z from 'zod/mini';
import { PlainData } from './plain-data.ts';
import { isZone } from './time-zone.ts';

const Channel = z.strictObject(
  { channel: z.string('a channel'), settings: z.record(z.string(), PlainData) },
  'a channel with its settings, e.g. webhook({ … })',
);

const timeZone = 'a name of the IANA time zone database, e.g. Europe/Berlin';
const digestExpected = "{ at: '09:00', timeZone: 'Europe/Berlin' }, or false for none";
const TimeZone = z.exactOptional(z.string(timeZone).check(z.refine(isZone, timeZone)));
const Digest = z.strictObject({
  at: z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, e.g. 09:00')),
  timeZone: TimeZone,
});

/** What an environment may say of its channels; each channel checks its own settings (channels.ts). */
export const channelFields = {
  channels: z.exactOptional(z.array(Channel)),
  owners: z.exactOptional(
    z.record(
      z.string(),
      z.strictObject({
        notices: z.array(Channel).check(z.minLength(1, 'at least one channel')),
        timeZone: TimeZone,
      }),
    ),
  ),
  digest: z.exactOptional(z.union([Digest, z.literal(false)], digestExpected)),
};
