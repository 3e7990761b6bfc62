import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { NotDeployable, synthesize } from '#cdk/synthesize';
import { environmentNames } from '#project/load';
import type { Given } from '../spec.ts';
import type { Answer } from './command.ts';
import { refuseUnknownEnvironment } from './connect.ts';
import type { checkOptions } from './specs/authors.ts';

/** `nightshift check`. */
export async function check({ values: { environment } }: Given<typeof checkOptions>): Promise<Answer> {
  if (environment !== undefined) await refuseUnknownEnvironment(environment);
  const names = environment === undefined ? await environmentNames() : [environment];
  const found = [];
  // One at a time: each keeps a whole app in memory.
  for (const name of names) found.push(await checkOne(name));
  return {
    text: found.map(({ text }) => text).join('\n\n'),
    exitStatus: found.every(({ isDeployable }) => isDeployable) ? 0 : 1,
  };
}

async function checkOne(name: string): Promise<{ readonly text: string; readonly isDeployable: boolean }> {
  const outdir = await mkdtemp(join(tmpdir(), 'nightshift-check-'));
  try {
    // `synthesize` counts the resources itself; 0 turns off CDK's own count.
    const app = new App({ outdir, context: { '@aws-cdk/core:stackResourceLimit': 0 } });
    const remarks = await synthesize(app, name);
    return {
      text: [`${name}: it can be deployed.`, ...remarks.map(indented)].join('\n'),
      isDeployable: true,
    };
  } catch (error) {
    if (!(error instanceof NotDeployable)) throw error;
    return { text: `${name}: it cannot be deployed.\n\n${error.message.trimEnd()}`, isDeployable: false };
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

const indented = (line: string): string => `  ${line}`;
