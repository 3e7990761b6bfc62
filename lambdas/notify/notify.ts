import * as z from 'zod/mini';
import type { Path } from '#channel/channels';
import type { Page } from '#core/page/message';
import { Offers } from '#core/page/verbs';
import { errorText } from '#core/text';
import type { NoticeEvent } from './contract.ts';

export interface NotifyServices {
  /** The channels of each owner, by their name in logs. */
  readonly channels: Readonly<Record<string, Readonly<Record<string, Path>>>>;
  /** The notice topic. A message without an owner goes to its other subscribers, not back to this Lambda. */
  readonly everybody: Path;
}

/**
 * Passes notices to their owner's channels. One that no channel accepts goes to the topic's other subscribers instead.
 * @throws Error if that fails too; SNS then delivers the notice again
 */
export async function notify(event: NoticeEvent, services: NotifyServices): Promise<{ notified: number }> {
  await Promise.all(event.Records.map(({ Sns }) => handOn(Sns, services)));
  return { notified: event.Records.length };
}

async function handOn(
  { Subject, Message, MessageAttributes }: NoticeEvent['Records'][number]['Sns'],
  { channels, everybody }: NotifyServices,
): Promise<void> {
  const owner = MessageAttributes.owner?.Value ?? '';
  const page: Page = {
    subject: Subject ?? 'Nightshift',
    body: Message,
    deduplicationKey: MessageAttributes.deduplicationKey?.Value ?? '',
    ...offersIn(MessageAttributes.offers?.Value),
  };
  const own = Object.hasOwn(channels, owner) ? Object.entries(channels[owner] ?? {}) : [];
  const results = await Promise.allSettled(own.map(([, path]) => path({ ...page, owner })));
  for (const [index, result] of results.entries()) {
    if (result.status === 'rejected') {
      console.error('channel failed', { owner, channel: own[index]?.[0], error: errorText(result.reason) });
    }
  }
  if (!results.some(({ status }) => status === 'fulfilled')) await everybody(page);
}

/** What the reader can do. None if this version does not know the form. */
function offersIn(text: string | undefined): Pick<Page, 'offers'> {
  try {
    return text ? { offers: z.parse(Offers, JSON.parse(text)) } : {};
  } catch {
    return {};
  }
}
