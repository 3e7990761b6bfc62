// Node 24 has ES modules of its own; Jest needs telling, because @middy/core 7 exports nothing to `require`.
export default {
  extensionsToTreatAsEsm: ['.ts'],
  setupFiles: ['<rootDir>/test/support/quiet.ts'],
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testTimeout: 20_000,
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
};
