import type { Rehearsal } from './rehearse.ts';

/** What a page is expected to say and when. */
export interface ExpectedPage {
  /** Part of the page's text, or a pattern for it. */
  readonly saying?: string | RegExp;
  /** At most this many seconds after the alarm. @default - the runbook's page deadline */
  readonly withinSeconds?: number;
}

/** What a matcher returns to Jest or Vitest. */
export interface Judged {
  readonly pass: boolean;
  readonly message: () => string;
}

/** A matcher's result, with what happened in the incident for whoever reads a failed test. */
const judged = (night: Rehearsal, pass: boolean, found: string): Judged => ({
  pass,
  message: () => `${found}\n\n${story(night)}`,
});

const story = ({ runbook, timeline, pages }: Rehearsal): string =>
  [
    `The incident of ${runbook.id}:`,
    ...timeline.map(({ at, text }) => `  ${at.slice(11, 19)}  ${text}`),
    ...pages.map(({ at, body }) => `  ${at.slice(11, 19)}  paged: ${body.split('\n')[0]}`),
  ].join('\n');

/** The incident ended healed, and nobody was paged. @param by the action that gets the credit. @default - any */
export function toHeal(night: Rehearsal, by?: string): Judged {
  const credited = night.attempts.findLast(({ state }) => state === 'acted' || state === 'started')?.action;
  const healed = night.verdict === 'healed' && night.pages.length === 0;
  const found =
    night.verdict === 'healed'
      ? `It healed by ${credited}${healed ? '' : ', but a person was paged'}.`
      : `It ended as ${night.verdict ?? 'nothing: there is no verdict'}: ${night.incident?.summary ?? 'no incident'}.`;
  return judged(night, healed && (by === undefined || credited === by), found);
}

/** On-call was paged, by the page deadline unless a time is given. */
export function toPage(night: Rehearsal, { saying, withinSeconds }: ExpectedPage = {}): Judged {
  const [first] = night.pages;
  if (!first) return judged(night, false, `Nobody was paged; it ended as ${night.verdict ?? 'nothing'}.`);
  const latest =
    withinSeconds === undefined ? Date.parse(night.deadline) : Date.parse(night.since) + withinSeconds * 1000;
  const late = Math.round((Date.parse(first.at) - latest) / 1000);
  // A schedule may fire up to a minute late.
  if (late > (withinSeconds === undefined ? 60 : 0)) {
    return judged(night, false, `A person was paged ${late} s too late.`);
  }
  const said = typeof saying === 'string' ? first.body.includes(saying) : (saying?.test(first.body) ?? true);
  return judged(night, said, `A person was paged:\n${first.body}`);
}

/** Exactly these actions were sent to the world, in this order. */
export const toHaveTried = (night: Rehearsal, ...actions: string[]): Judged =>
  judged(
    night,
    JSON.stringify(night.tried) === JSON.stringify(actions),
    `It tried ${night.tried.join(', then ') || 'nothing'}.`,
  );

/** No lock, task token, page deadline or execution is left, and no incident is open. */
export const toLeaveNothingBehind = (night: Rehearsal): Judged =>
  judged(night, night.leftBehind.length === 0, night.leftBehind.join('\n') || 'It left nothing behind.');

/** For `expect.extend` of Jest or Vitest. */
export const matchers = { toHeal, toPage, toHaveTried, toLeaveNothingBehind };
