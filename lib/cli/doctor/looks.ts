import { existsSync } from 'node:fs';
import type { Kit } from '#action/calls';
import { iamNameOf } from '#action/define';
import type { ClientSettings, Look } from '#action/define-look';
import type { Clients } from '#action/guarded-client';
import { whyNever } from '#action/runner';
import type { Facts } from '#core/action/action-handler';
import { actionModule } from '#project/project';

type AnyLook = Look<object, unknown>;
type AnyKit = Kit<object, unknown, Facts>;

/**
 * The look of an action: its `look.ts`, or one from its `calls.ts` if it uses the kit. Found by the folder's name, as the
 * rehearsal finds `world.ts`, so a new action needs no further register.
 * @returns undefined if the folder has neither
 */
export async function lookOf(action: string): Promise<AnyLook | undefined> {
  const own = actionModule(action, 'look.ts');
  if (existsSync(own)) return ((await import(own.href)) as { default: AnyLook }).default;
  const calls = actionModule(action, 'calls.ts');
  if (!existsSync(calls)) return undefined;
  const { default: kit } = (await import(calls.href)) as { default?: AnyKit };
  return kit && lookOfKit(kit);
}

/** What would be refused at any time, by the same calls and the same rules as in an incident. */
function lookOfKit(kit: AnyKit): AnyLook {
  const { service, reads } = kit.action;
  return {
    client: (settings: ClientSettings): Clients =>
      Object.fromEntries(
        Object.entries(kit.calls.clients).map(([name, Client]) => [
          name,
          new Client(settings) as Clients[string],
        ]),
      ),
    reads: reads
      .filter((call) => typeof call === 'string' || !('outsideAws' in call))
      .map((call) => iamNameOf(call, service)),
    trouble: async (parameters, clients) =>
      (await whyNever(kit, clients as Clients, parameters, new Date()))?.refused,
  };
}
