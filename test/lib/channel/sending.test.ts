import { vi } from 'vitest';
import { type Path, sendingOver } from '#channel/sending';
import { aPage } from '#test/support/receiver';
import { hushed } from '#test/support/scenes';
import { Clock } from '#testing/world/clock';

const logged = hushed();
const accepts: Path = async () => {};
const fails: Path = async () => {
  throw new Error('The pager is down');
};

/** A path that ends when it is told to. */
function held() {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { path: () => promise, accept: resolve, fail: () => reject(new Error('too late')) };
}

describe('a page', () => {
  test('is accepted as soon as one channel has accepted, however long the others take', async () => {
    const slow = held();
    const sending = sendingOver({ channels: { slow: slow.path, quick: accepts }, backup: fails });
    await sending.send(aPage);
    slow.accept();
    expect(await sending.settled()).toEqual(['slow', 'quick']);
  });

  test('goes over the backup path as well when a channel failed: it may be the one that wakes somebody', async () => {
    const told: string[] = [];
    const backup: Path = async (page) => void told.push(page.deduplicationKey);
    const sending = sendingOver({ channels: { mail: accepts, pager: fails }, backup });
    await sending.send(aPage);
    expect(await sending.settled()).toEqual(['mail', 'backup']);
    expect(told).toEqual([aPage.deduplicationKey]);
    expect(logged).toEqual([expect.stringContaining('"channel":"pager","error":"Error: The pager is down"')]);
  });

  test('waits for the backup path where no channel accepts, and for no longer than the slowest of them', async () => {
    const [late, backup] = [held(), held()];
    const sending = sendingOver({ channels: { late: late.path, pager: fails }, backup: backup.path });
    let isAccepted = false;
    const sent = sending.send(aPage).then(() => {
      isAccepted = true;
    });
    late.fail();
    await new Promise(setImmediate);
    expect(isAccepted).toBe(false);
    backup.accept();
    await sent;
    expect(await sending.settled()).toEqual(['backup']);
  });

  test('that no path accepts fails with what the backup path said', async () => {
    const sending = sendingOver({ channels: { pager: fails }, backup: fails });
    await expect(sending.send(aPage)).rejects.toThrow('The pager is down');
    expect(await sending.settled()).toEqual([]);
  });

  test('that a channel accepted stays accepted when the backup path fails, too', async () => {
    const sending = sendingOver({ channels: { mail: accepts, pager: fails }, backup: fails });
    await sending.send(aPage);
    expect(await sending.settled()).toEqual(['mail']);
  });

  test('goes over the backup path where there is no channel at all', async () => {
    const sending = sendingOver({ channels: {}, backup: accepts });
    await sending.send(aPage);
    expect(await sending.settled()).toEqual(['backup']);
  });
});

describe('a channel that is slow', () => {
  /** Sends in virtual time. @returns the paths that accepted */
  const sentOver = (paths: (taking: (seconds: number) => Path) => Parameters<typeof sendingOver>[0]) => {
    const clock = new Clock('2026-03-01T03:00:00Z');
    return clock.run(async () => {
      const sending = sendingOver(paths((seconds) => () => clock.sleep(seconds)));
      const sent = sending.send(aPage);
      await sent.catch(() => {});
      const accepted = await sending.settled();
      await sent;
      return accepted;
    });
  };
  const hangs: Path = () => new Promise(() => {});

  test('is passed by once another has accepted, and made good over the backup path', async () => {
    const channels = (taking: (seconds: number) => Path) => ({
      slow: taking(12),
      soon: taking(6),
      quick: accepts,
    });
    expect(await sentOver((taking) => ({ channels: channels(taking), backup: accepts }))).toEqual([
      'soon',
      'quick',
      'backup',
    ]);
    expect(logged.join()).toContain('It had not accepted the message 8 s after another channel had');
  });

  test('has all its time while none has accepted', async () => {
    const paths = (taking: (seconds: number) => Path) => ({
      channels: { slow: taking(15), slower: taking(19), pager: fails },
      backup: accepts,
    });
    expect(await sentOver(paths)).toEqual(['slow', 'slower', 'backup']);
  });

  test('has no more than its time, also where another accepted late', async () => {
    const paths = (taking: (seconds: number) => Path) => ({
      channels: { slow: taking(19), slower: taking(21) },
      backup: accepts,
    });
    expect(await sentOver(paths)).toEqual(['slow', 'backup']);
    expect(logged.join()).toContain('It did not accept the message within 20 s');
  });

  test('makes the page fail when the backup path hangs as well: the state machine then pages by itself', async () => {
    await expect(sentOver(() => ({ channels: { topic: hangs }, backup: hangs }))).rejects.toThrow(
      'It did not accept the message within 10 s',
    );
  });

  test('leaves no timer behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
    try {
      const sending = sendingOver({
        channels: { mail: accepts, pager: fails, slow: hangs },
        backup: accepts,
      });
      await sending.send(aPage);
      const settled = sending.settled();
      await vi.advanceTimersByTimeAsync(8_000);
      expect(await settled).toEqual(['mail', 'backup']);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
