import { typed } from '#verification/sandbox/nightshift';

describe('a command, as it is shown', () => {
  it('can be copied: what holds a space is quoted', () => {
    expect(typed(['stop-all', '--why', 'it restarts the wrong service', '--by', 'anna'])).toBe(
      'nightshift stop-all --why "it restarts the wrong service" --by anna',
    );
  });
});
