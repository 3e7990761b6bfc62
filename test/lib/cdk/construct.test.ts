import { expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Nightshift } from '#cdk/construct';
import { defineRunbook, type RunbookSpec } from '#define/index';
import { loadRunbooks } from '#project/load';
import { usual } from './deployed.ts';

test('a mistake in a runbook is an error at synth, with the file, what was found and what was expected', async () => {
  const [sample] = await loadRunbooks();
  const app = new App();
  const stack = new Stack(app, 'shop');
  const nightshift = new Nightshift(stack, 'Nightshift', { environment: usual });
  nightshift.addRunbook(defineRunbook({ ...(sample?.spec as RunbookSpec), id: 'Not an id' }));
  expect(() => app.synth()).toThrow(/runbooks\/Not an id\.ts[\s\S]*found:/);
});
