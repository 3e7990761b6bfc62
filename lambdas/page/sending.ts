import { countPage } from '../shared/metrics.ts';
import type { Page } from '../shared/page-text.ts';
import { errorText } from '../shared/text.ts';

/** One road to people. Resolves once the road has accepted the message. */
export type Road = (page: Page) => Promise<void>;

export interface Roads {
  /** The pager's channels, tried side by side, by what records call them. */
  readonly channels: Readonly<Record<string, Road>>;
  readonly backup: Road;
}

/** The pages of one invocation. */
export interface Sending {
  /**
   * Sends to every channel at once, and resolves as soon as one of them has accepted: what follows waits for no channel
   * that hangs. Where none does, the backup road is asked.
   * @throws Error when no road accepted
   */
  readonly send: Road;
  /** Waits for the channels that have not answered yet. @returns the roads that accepted; never throws */
  readonly settled: () => Promise<string[]>;
}

export function sendingOver(roads: Roads): Sending {
  const ended: Promise<string[]>[] = [];
  return {
    send: (page) => {
      const attempts = Object.entries(roads.channels).map(([name, road]) => attempt(name, road, page));
      const first = Promise.any(attempts.map((one) => one.then((name) => name ?? Promise.reject())));
      const all = Promise.all(attempts).then((names) => backedUp(names, page, roads));
      ended.push(all.catch(() => []));
      return Promise.race([first.catch(() => all), all]).then(() => {});
    },
    settled: async () => (await Promise.all(ended)).flat(),
  };
}

/** @returns the channel's name, if it accepted */
async function attempt(name: string, road: Road, page: Page): Promise<string | undefined> {
  try {
    await road(page);
    countPage(name);
    return name;
  } catch (error) {
    console.error('channel failed', { channel: name, error: errorText(error) });
    return undefined;
  }
}

/**
 * A channel that failed may have been the one that wakes somebody, and only the environment's author knows which that
 * is. So a copy goes over the backup road, under the same key.
 */
async function backedUp(
  names: readonly (string | undefined)[],
  page: Page,
  { backup }: Roads,
): Promise<string[]> {
  const accepted = names.filter((name) => name !== undefined);
  if (names.length > 0 && accepted.length === names.length) return accepted;
  try {
    await backup(page);
    countPage('backup');
  } catch (error) {
    if (accepted.length === 0) throw error;
    console.error('backup road failed', { error: errorText(error) });
    return accepted;
  }
  return [...accepted, 'backup'];
}
