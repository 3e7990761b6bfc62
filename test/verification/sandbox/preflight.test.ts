import { describeMissing, preflight } from '../../../verification/sandbox/preflight.mjs';

describe('the preflight', () => {
  it('lists everything that is missing, each with the command that installs it', () => {
    const text = describeMissing([
      { what: "The project's npm packages.", install: 'npm ci' },
      { what: 'Python 3.10 or later.', install: 'sudo apt-get install python3' },
    ]);
    expect(text).toContain('2 things are missing');
    expect(text).toMatch(/npm packages\.\n\s+npm ci/);
    expect(text).toMatch(/Python 3\.10 or later\.\n\s+sudo apt-get install python3/);
  });

  it('looks within two seconds', async () => {
    const from = performance.now();
    await preflight();
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});
