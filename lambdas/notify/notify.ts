import type { Path } from '#channel/channels';
import type { Page } from '#core/page/message';
import { errorText } from '#core/text';
import type { NoticeEvent } from './contract.ts';

export interface NotifyServices {
  /** The channels of each owner, by what logs call them. */
  readonly channels: Readonly<Record<string, Readonly<Record<string, Path>>>>;
  /** The notice topic. A message without an owner goes to its other subscribers and does not come back here. */
  readonly everybody: Path;
}

/**
 * Hands notices on to the channels of the owner whom they concern. One that none of them accepts goes to the other
 * subscribers of the topic instead.
 * @throws Error when that fails as well; SNS then delivers the notice again
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
