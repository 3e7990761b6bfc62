import fc from 'fast-check';
import { stackOf } from '#cdk/runbooks/assignment';

const ids = Array.from({ length: 2_000 }, (_, index) => `runbook-${index}`);

describe('the stack that a runbook belongs to', () => {
  test('follows from its id alone, today as tomorrow: what is deployed must not move', () => {
    expect(
      ['checkout-api-errors', 'orders-writer-stuck', 'web-service-hung'].map((id) => stackOf(id, 12)),
    ).toEqual([3, 10, 6]);
  });

  test('is one of those that there are', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 200 }), (id, stacks) => {
        const stack = stackOf(id, stacks);
        expect(Number.isInteger(stack) && stack >= 1 && stack <= stacks).toBe(true);
      }),
    );
  });

  test('stays the same when there is one stack more, or is the new one', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 199 }), (id, stacks) => {
        expect([stackOf(id, stacks), stacks + 1]).toContain(stackOf(id, stacks + 1));
      }),
    );
  });

  test('holds about as many runbooks as any other', () => {
    const counts = [...Map.groupBy(ids, (id) => stackOf(id, 10)).values()].map(({ length }) => length);
    expect(counts).toHaveLength(10);
    expect(Math.max(...counts)).toBeLessThan(260);
    expect(Math.min(...counts)).toBeGreaterThan(140);
  });
});
