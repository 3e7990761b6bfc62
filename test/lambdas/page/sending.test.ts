import { type Road, sendingOver } from '../../../lambdas/page/sending.ts';
import { aPage } from '../../support/receiver.ts';
import { hushed } from '../../support/scenes.ts';

const logged = hushed();
const accepts: Road = async () => {};
const fails: Road = async () => {
  throw new Error('The pager is down');
};

/** A road that ends when it is told to. */
function held() {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { road: () => promise, accept: resolve, fail: () => reject(new Error('too late')) };
}

describe('a page', () => {
  test('is accepted as soon as one channel has accepted, however long the others take', async () => {
    const slow = held();
    const sending = sendingOver({ channels: { slow: slow.road, quick: accepts }, backup: fails });
    await sending.send(aPage);
    slow.accept();
    expect(await sending.settled()).toEqual(['slow', 'quick']);
  });

  test('goes over the backup road as well when a channel failed: it may be the one that wakes somebody', async () => {
    const told: string[] = [];
    const backup: Road = async (page) => void told.push(page.deduplicationKey);
    const sending = sendingOver({ channels: { mail: accepts, pager: fails }, backup });
    await sending.send(aPage);
    expect(await sending.settled()).toEqual(['mail', 'backup']);
    expect(told).toEqual([aPage.deduplicationKey]);
    expect(logged).toEqual([expect.stringContaining('"channel":"pager","error":"Error: The pager is down"')]);
  });

  test('waits for the backup road where no channel accepts, and for no longer than the slowest of them', async () => {
    const [late, backup] = [held(), held()];
    const sending = sendingOver({ channels: { late: late.road, pager: fails }, backup: backup.road });
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

  test('that no road accepts fails with what the backup road said', async () => {
    const sending = sendingOver({ channels: { pager: fails }, backup: fails });
    await expect(sending.send(aPage)).rejects.toThrow('The pager is down');
    expect(await sending.settled()).toEqual([]);
  });

  test('that a channel accepted stays accepted when the backup road fails, too', async () => {
    const sending = sendingOver({ channels: { mail: accepts, pager: fails }, backup: fails });
    await sending.send(aPage);
    expect(await sending.settled()).toEqual(['mail']);
  });

  test('goes over the backup road where there is no channel at all', async () => {
    const sending = sendingOver({ channels: {}, backup: accepts });
    await sending.send(aPage);
    expect(await sending.settled()).toEqual(['backup']);
  });
});
