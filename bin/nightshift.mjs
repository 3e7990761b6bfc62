#!/usr/bin/env node
// The way in for every Node: an old one, which can't read TypeScript, hands over to the project's own.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const pathOf = (path) => fileURLToPath(new URL(path, import.meta.url));
const own = pathOf('../node_modules/.bin/node');
if (process.features.typescript) {
  // Kept in the project, where nobody else can put code into it: reading what was compiled before takes half the time.
  module.enableCompileCache(pathOf('../node_modules/.cache/nightshift'));
  await import('./nightshift.ts');
} else if (existsSync(own)) {
  const { status } = spawnSync(own, [pathOf('./nightshift.mjs'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} else {
  console.error('nightshift needs the packages of the project: run npm ci first.');
  process.exitCode = 1;
}
