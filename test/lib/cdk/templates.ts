import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { inject } from 'vitest';
import type { LocalEnvironmentSpec } from '#define/local';
import { type Deployed, deployed } from './deployed.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the test files of one run keep what they share. */
    readonly sharedFolder: string;
  }
}

export type Templates = Omit<Deployed, 'app' | 'trusted'>;

const stacks = ['foundation', 'runbooks', 'console'] as const;

/**
 * The templates of the sandbox, with what is given in place of its own values, for tests that only read them. A synth takes
 * seconds, and a minute on a busy machine: the test files of one run share it.
 */
export async function templates(environment: Partial<LocalEnvironmentSpec> = {}): Promise<Templates> {
  const name = createHash('sha256').update(JSON.stringify(environment)).digest('hex');
  const file = join(inject('sharedFolder'), `${name}.json`);
  if (!existsSync(file)) write(file, await deployed(environment));
  const { index, ...kept } = JSON.parse(readFileSync(file, 'utf8'));
  const [foundation, runbooks, console] = stacks.map((stack) => Template.fromJSON(kept[stack])) as [
    Template,
    Template,
    Template,
  ];
  return { foundation, runbooks, console, index };
}

/** Whole or not at all: another worker may be reading, or writing the same. */
function write(file: string, { foundation, runbooks, console, index }: Deployed): void {
  const text = JSON.stringify({
    foundation: foundation.toJSON(),
    runbooks: runbooks.toJSON(),
    console: console.toJSON(),
    index,
  });
  const own = `${file}.${randomUUID()}`;
  writeFileSync(own, text);
  renameSync(own, file);
}
