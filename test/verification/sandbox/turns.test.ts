import { Turns } from '#verification/sandbox/scenarios/turns';

describe('turns', () => {
  it('come one after another, in the order in which they were asked for', async () => {
    const turns = new Turns();
    const seen: string[] = [];
    const first = Promise.withResolvers<void>();
    const both = [
      turns.take(async () => {
        seen.push('first begins');
        await first.promise;
        seen.push('first ends');
      }),
      turns.take(async () => seen.push('second')),
    ];
    await new Promise(setImmediate);
    expect(seen).toEqual(['first begins']);
    first.resolve();
    await Promise.all(both);
    expect(seen).toEqual(['first begins', 'first ends', 'second']);
  });

  it('go on after one that fails, and only that one fails', async () => {
    const turns = new Turns();
    const failed = turns.take(() => Promise.reject(new Error('in vain')));
    const next = turns.take(async () => 'done');
    await expect(failed).rejects.toThrow('in vain');
    expect(await next).toBe('done');
  });
});
