import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { type PageState, standsForSeconds as spanSeconds } from '../incident/unseen-page.ts';
import { errorText } from '../text.ts';
import { iso, plusSeconds } from '../time.ts';
import { type Deadlines, oneShot } from './deadline.ts';
import { type Page, shortened } from './message.ts';
import { deadlineLimit } from './text.ts';

/** When AWS sends the page if its sender died, in seconds. The scheduler counts in minutes. */
const insuranceSeconds = 120;

/** How long after its span began a mark is deleted, in seconds. */
const keepSeconds = 1200;

const markOf = (route: string, moment: Date | string): string => {
  const span = spanSeconds * 1000;
  const start = iso(Math.floor(new Date(moment).getTime() / span) * span);
  return `unrecorded-${route}-${start.slice(0, 16).replaceAll('-', '').replace('T', '-').replace(':', '')}`;
};

/** Added to a page that may stand for several alarms. */
export const standsForOthers = (now: Date): string => {
  const span = spanSeconds * 1000;
  const end = iso((Math.floor(now.getTime() / span) + 1) * span);
  return `This page covers every alarm that Nightshift cannot record until ${end.slice(11, 16)} UTC: check all alarms in ALARM in CloudWatch.`;
};

/**
 * Sends a page for an incident that can't be recorded: one for each route and ten minutes, without the table. The name of a
 * schedule marks that someone already pages. That schedule sends the page itself if its creator dies first; afterwards it is
 * disabled and stays as a mark. If anything about the schedule fails, the page is sent.
 * @param mark leaves a mark of the page in the table. Never throws. Sending does not wait for it, since the table may hang
 * @returns whether this call sent it
 * @throws Error if `send` does; then the schedule sends the page in about two minutes
 */
export async function onceInTenMinutes(
  route: string,
  page: Page,
  send: (page: Page) => Promise<unknown>,
  services: Marking,
  mark: (state: PageState) => Promise<void>,
): Promise<boolean> {
  let marked: Promise<void> | undefined;
  const sendMarked = (one: Page) => {
    marked = mark('about to be sent');
    return send(one);
  };
  const isSent = await unlessSent(route, page, sendMarked, services);
  await marked;
  // Otherwise the page of whoever left the mark stands for this alarm, too, sent by them or by AWS: a person has it.
  await mark(isSent ? 'accepted' : 'another stands for it');
  return isSent;
}

interface Marking {
  readonly deadlines: Deadlines;
  readonly now: () => Date;
}

async function unlessSent(
  route: string,
  page: Page,
  send: (page: Page) => Promise<unknown>,
  { deadlines, now }: Marking,
): Promise<boolean> {
  const insurance = { ...page, body: shortened(page.body, deadlineLimit) };
  const mark = oneShot(deadlines, markOf(route, now()), plusSeconds(now(), insuranceSeconds), insurance);
  try {
    await deadlines.scheduler.send(new CreateScheduleCommand(mark));
  } catch (error) {
    if ((error as Error)?.name === 'ConflictException') return false;
    console.warn('paged without a mark', { error: errorText(error) });
    await send(page);
    return true;
  }
  await send(page);
  await deadlines.scheduler
    .send(new UpdateScheduleCommand({ ...mark, State: 'DISABLED' }))
    .catch((error: unknown) => console.warn('mark not disabled', { error: errorText(error) }));
  return true;
}

/**
 * Deletes the mark of a span that is long over. It tries in the first two minutes of each span: one sweep may be missed, and an
 * idle engine should not call every minute for a rare event. Never throws.
 */
export async function forgetMark(route: string, { deadlines, now }: Marking): Promise<void> {
  if (now().getUTCMinutes() % (spanSeconds / 60) > 1) return;
  const name = markOf(route, plusSeconds(now(), -keepSeconds));
  await deadlines.scheduler
    .send(new DeleteScheduleCommand({ Name: name, GroupName: deadlines.group }))
    .catch((error: unknown) => {
      if ((error as Error)?.name !== 'ResourceNotFoundException')
        console.warn('mark not taken away', { name, error: errorText(error) });
    });
}
