import shared from './jest.config.js';

// The widget in a real browser, which npm test leaves out: see docs/console.md.
export default {
  ...shared,
  testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
