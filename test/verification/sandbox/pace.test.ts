import { paced, rounded, slownessVariable } from '#verification/sandbox/pace';

afterEach(() => {
  delete process.env[slownessVariable];
});

describe('the pace of the sandbox', () => {
  it.each([
    [0.7, 1],
    [1.1, 1],
    [1.3, 1.5],
    [1.9, 2],
    [12, 4],
  ])('of a machine that takes %d times as long as usual is %d', (times, pace) => {
    expect(rounded(times)).toBe(pace);
  });

  it('stretches every time, and none where nothing was measured', () => {
    expect(paced(3_000)).toBe(3_000);
    process.env[slownessVariable] = '1.5';
    expect(paced(3_000)).toBe(4_500);
  });
});

test('a slow machine gives the runbooks as much more time', async () => {
  process.env[slownessVariable] = '2';
  // Another copy of the module: other test files share the one that is loaded at the usual pace.
  const { default: slow } = await import(`${import.meta.resolve('#environments/sandbox')}?slow`);
  expect(slow.divideTimeBy).toBe(5);
});
