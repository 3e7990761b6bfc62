import { clock, type Rule } from './rule.ts';

/** What such a page says of the time for which it stands. */
const standsUntil = /cannot record until (\d\d:\d\d) UTC/;

/** While the table can't be used, one page stands for all alarms of ten minutes, unless a call of its mark failed. */
export const onePageForAll: Rule = {
  name: 'one page for what cannot be recorded',
  counter: 'doublePaged',
  broken: ({ rings, struck, story }) => {
    if (story.weather?.account || struck.some(({ call: { service } }) => service === 'scheduler')) return [];
    const its = rings.filter(({ message: { body } }) => standsUntil.test(body));
    // A mark that AWS had to send itself is gone. Only schedules set no key as an attribute.
    const [first, ...others] = its.some(({ message }) => message.deduplicationKey === undefined) ? [] : its;
    const until = first?.message.body.match(standsUntil)?.[1];
    return others
      .filter(({ key, message: { body } }) => key !== first?.key && body.match(standsUntil)?.[1] === until)
      .map(({ at }) => `A second page that stands for all alarms until ${until} rang at ${clock(at)}.`);
  },
};
