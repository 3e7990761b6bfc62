// Node 24 has ES modules of its own; Jest needs telling, because @middy/core 7 exports nothing to `require`.
export default {
  // Jest keeps one core for itself unless it is told otherwise, which on two cores leaves one.
  maxWorkers: '100%',
  extensionsToTreatAsEsm: ['.ts'],
  globalSetup: '<rootDir>/test/support/shared-folder.mjs',
  setupFiles: ['<rootDir>/test/support/quiet.ts'],
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Only what hangs takes so long: no test asserts a time, and a busy machine may take minutes over a synth.
  testTimeout: 600_000,
  // npm run test:emulator and test:browser run those.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/emulator/', '<rootDir>/test/browser/'],
  // What the sandbox and the judges install is no part of the project.
  modulePathIgnorePatterns: ['<rootDir>/.sandbox/'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
};
