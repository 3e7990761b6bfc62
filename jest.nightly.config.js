import shared from './jest.config.js';

// The contract tests that run outside CI: see docs/judges.md.
export default {
  ...shared,
  testMatch: ['<rootDir>/verification/localstack/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
