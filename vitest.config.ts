import { defineConfig } from 'vitest/config';

/** Other commands run these: `npm run test:emulator`, `npm run test:browser` and `npm run nightly`. */
const suites = { emulator: 'test/emulator/**/*.test.ts', browser: 'test/browser/**/*.test.ts' };

/**
 * Vitest leaves one core to its main thread, which idles while tests run: of two cores, it would use one. What is set here counts
 * for more than the command line.
 */
const workers = process.argv.some((word) => word.startsWith('--maxWorkers')) ? {} : { maxWorkers: '100%' };

export default defineConfig({
  test: {
    globals: true,
    // Node 24 runs TypeScript as it is.
    experimental: { viteModuleRunner: false },
    pool: 'threads',
    ...workers,
    // Only what hangs takes so long: no test asserts a time, and a busy machine may take minutes over a synth.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    globalSetup: 'test/support/shared-folder.mjs',
    setupFiles: 'test/support/quiet.ts',
    projects: [
      {
        // Test files share loaded modules: loading the SDK and CDK anew for each takes five times as long as the tests.
        extends: true,
        test: {
          name: 'unit',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: Object.values(suites),
        },
      },
      { extends: true, test: { name: 'emulator', include: [suites.emulator] } },
      { extends: true, test: { name: 'browser', include: [suites.browser] } },
      { extends: true, test: { name: 'nightly', include: ['verification/localstack/**/*.test.ts'] } },
    ],
  },
});
