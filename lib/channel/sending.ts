import { countPage } from '#core/incident/metrics';
import { type Limit, limitOf, seconds } from '#core/limit';
import type { Page } from '#core/page/message';
import { errorText } from '#core/text';
import { type Budgets, budgets } from './budgets.ts';

/** One path to people. Resolves once the path has accepted the message. */
export type Path = (page: Page) => Promise<void>;

export interface Paths {
  /** The pager's channels, tried in parallel, by their name in records. */
  readonly channels: Readonly<Record<string, Path>>;
  readonly backup: Path;
}

/** The pages of one invocation. */
export interface Sending {
  /**
   * Sends to every channel at once, and resolves once one has accepted, without waiting for one that hangs. If any of them fails
   * or is too late, also sends over the backup path.
   * @throws Error if no path accepted
   */
  readonly send: Path;
  /**
   * Waits for the channels that have not answered yet, but not much longer than for the first: a late one counts as failed.
   * @returns the paths that accepted; never throws
   */
  readonly settled: () => Promise<string[]>;
}

/** @param patience how long each path may take. @default - what the page stage's time allows */
export function sendingOver(paths: Paths, patience: Budgets = budgets): Sending {
  const ended: Promise<string[]>[] = [];
  return {
    send: (page) => {
      const limit = limitOf(patience.channel);
      const attempts = Object.entries(paths.channels).map(([name, path]) =>
        attempt(name, () => path(page), limit, patience),
      );
      const first = Promise.any(attempts.map((one) => one.then((name) => name ?? Promise.reject())));
      const all = Promise.all(attempts).then((names) => {
        limit.stop();
        return backedUp(names, page, paths, patience);
      });
      ended.push(all.catch(() => []));
      return Promise.race([first.catch(() => all), all]).then(() => {});
    },
    settled: async () => (await Promise.all(ended)).flat(),
  };
}

/** @returns the channel's name, if it accepted in time. Then the others have little time left. */
async function attempt(
  name: string,
  sent: () => Promise<void>,
  limit: Limit,
  { others }: Budgets,
): Promise<string | undefined> {
  try {
    await Promise.race([sent(), limit.over]);
    limit.within(others, `It had not accepted the message ${seconds(others)} after another channel had`);
    countPage(name);
    return name;
  } catch (error) {
    console.error('channel failed', { channel: name, error: errorText(error) });
    return undefined;
  }
}

/**
 * A channel that failed may be the one that wakes someone; only the environment's author knows. So a copy goes over the backup
 * path, under the same key.
 */
async function backedUp(
  names: readonly (string | undefined)[],
  page: Page,
  { backup }: Paths,
  patience: Budgets,
): Promise<string[]> {
  const accepted = names.filter((name) => name !== undefined);
  if (names.length > 0 && accepted.length === names.length) return accepted;
  const limit = limitOf(patience.backup);
  try {
    await Promise.race([backup(page), limit.over]);
    countPage('backup');
  } catch (error) {
    if (accepted.length === 0) throw error;
    console.error('backup path failed', { error: errorText(error) });
    return accepted;
  } finally {
    limit.stop();
  }
  return [...accepted, 'backup'];
}
