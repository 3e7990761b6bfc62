#!/usr/bin/env node
// The way in for every Node.js: an old one, which can't read TypeScript, hands over to the project's own.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const fileAt = (path) => fileURLToPath(new URL(path, import.meta.url));
/** The repository has the sources, the package what was built of them. */
const source = fileAt('./nightshift.ts');
const main = existsSync(source) ? source : fileAt('../dist/bin/nightshift.js');
const own = [resolve('node_modules/.bin/node'), fileAt('../node_modules/.bin/node')].find(existsSync);

if (process.features.typescript || (!own && main !== source)) {
  // What the stages count goes to their log; here it would stand between the answers.
  process.env.POWERTOOLS_METRICS_DISABLED = 'true';
  // Kept in the project, where nobody else can put code into it: reading what was compiled before takes half the time.
  module.enableCompileCache?.(
    main === source ? fileAt('../node_modules/.cache/nightshift') : resolve('node_modules/.cache/nightshift'),
  );
  await import(main);
} else if (own) {
  const { status } = spawnSync(own, [fileAt('./nightshift.mjs'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} else {
  console.error('nightshift needs the packages of the project: run npm ci first.');
  process.exitCode = 1;
}
