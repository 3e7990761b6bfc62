import test from 'node:test';
import { testRunbooks } from 'nightshift/testing';

// Every runbook, with everything that can go wrong, in virtual time.
await testRunbooks(test);
