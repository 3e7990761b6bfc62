import assert from 'node:assert/strict';
import test from 'node:test';
import { rehearse } from 'nightshift/testing';
import runbook from '../runbooks/recommendations-slow.ts';

const values = { feature: '/shop/features/recommendations' };

test('the feature is turned off, and the incident heals', async () => {
  const { verdict, attempts, pages } = await rehearse(runbook, { mode: 'auto', values, healsAt: 1 });
  assert.equal(verdict, 'healed');
  assert.deepEqual(attempts[0]?.after, { value: 'off' });
  assert.deepEqual(pages, []);
});

test('in mode watch nothing is changed', async () => {
  const { tried } = await rehearse(runbook, { values });
  assert.deepEqual(tried, []);
});
