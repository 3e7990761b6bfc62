#!/usr/bin/env node
// The way in for every Node: an old one, which can't read TypeScript, hands over to the project's own.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// What the stages count goes to their log; here it would stand between the answers.
process.env.POWERTOOLS_METRICS_DISABLED = 'true';
const own = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
if (process.features.typescript) {
  await import('./nightshift.ts');
} else if (existsSync(own)) {
  const file = fileURLToPath(new URL('./nightshift.ts', import.meta.url));
  process.exitCode = spawnSync(own, [file, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
} else {
  console.error('npx nightshift needs the packages of the project: run npm ci first.');
  process.exitCode = 1;
}
