import { lockScreenLength } from '#core/page/message';
import { until } from '../incidents.ts';
import type { Phone } from '../names.ts';
import type { PhoneMessage } from '../phones.ts';
import type { Scene } from './scene.ts';

/** All processes of the service are new, and as many run as before. */
export function checkReplaced(scene: Scene, service: string, before: readonly number[]): void {
  const now = scene.world.fleet.pidsOf(service);
  const replaced = now.length === before.length && now.every((pid) => !before.includes(pid));
  scene.check(`the processes of ${service} are new ones`, replaced, `${before} before, ${now} now`);
}

/** Nobody touched the service's processes. */
export function checkUntouched(scene: Scene, service: string, before: readonly number[]): void {
  const now = scene.world.fleet.pidsOf(service);
  scene.check(
    `the processes of ${service} are the same as before`,
    String(now) === String(before),
    `${before}, ${now}`,
  );
}

/** The owner's channel was told, and nobody's phone. */
export async function checkNotice(scene: Scene): Promise<void> {
  await untilMessage(scene, 'owner-channel', 10);
  scene.check("the owner's channel was told", true);
}

/** Waits for a message on one phone. */
export const untilMessage = (scene: Scene, phone: Phone, seconds: number): Promise<PhoneMessage> =>
  until(`a message to ${phone}`, seconds, () => scene.messages().find((message) => message.phone === phone));

/** A page has arrived, and its first line says enough for a lock screen. */
export async function checkPage(scene: Scene): Promise<PhoneMessage> {
  const page = await untilMessage(scene, 'phone-pager', 15);
  const line = page.body.split('\n')[0] ?? '';
  scene.check(
    'its first line fits a lock screen',
    line.length <= lockScreenLength,
    `${line.length} characters`,
  );
  scene.check('its subject names the alarm', page.subject.includes(scene.alarm), page.subject);
  scene.check(
    'its first line begins with the alarm, or as much of it as fits',
    beginsWith(scene.alarm, line),
    line,
  );
  scene.check('it carries a deduplication key', page.deduplicationKey !== undefined);
  return page;
}

/** Whether a line begins with a name, which may be cut if the line would be too long. */
function beginsWith(name: string, line: string): boolean {
  const [beginning = ''] = line.split('…');
  return line.startsWith(name) || (beginning.length >= 20 && name.startsWith(beginning));
}
