import shared from './jest.config.js';

// The contract tests against the emulator, which npm test leaves out: see docs/rehearsal.md.
export default {
  ...shared,
  testMatch: ['<rootDir>/test/emulator/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
