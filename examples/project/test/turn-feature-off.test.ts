import assert from 'node:assert/strict';
import test from 'node:test';
import { conforms, rehearse } from 'nightshift/testing';
import kit from '../actions/turn-feature-off/calls.ts';
import world from '../actions/turn-feature-off/world.ts';
import runbook from '../runbooks/recommendations-slow.ts';

const feature = '/shop/features/recommendations';

// What every action has to do, and what this one does.
conforms(test, kit, world, {
  parameters: { feature },
  does: (calls, { ssm }) => {
    assert.equal(calls.length, 1);
    assert.equal(ssm.valueOf(feature), 'off');
  },
  refuses: { 'not-on': ({ ssm }) => ssm.put(feature, 'off') },
  never: { 'no-such-feature': ({ ssm }) => ssm.remove(feature) },
  meanwhile: {
    'somebody turns it off': { world: ({ ssm }) => ssm.put(feature, 'off'), code: 'not-on' },
    'somebody writes it': { world: ({ ssm }) => ssm.put(feature, 'on'), code: 'changed-meanwhile' },
  },
});

test('the feature is turned off, and the incident heals', async () => {
  const { verdict, attempts, pages } = await rehearse(runbook, {
    mode: 'auto',
    values: { feature },
    healsAt: 1,
  });
  assert.equal(verdict, 'healed');
  assert.deepEqual(attempts[0]?.after, { value: 'off' });
  assert.deepEqual(pages, []);
});

test('in mode watch nothing is changed', async () => {
  const { tried } = await rehearse(runbook, { values: { feature } });
  assert.deepEqual(tried, []);
});
