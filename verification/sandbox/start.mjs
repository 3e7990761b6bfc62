// Entry point for any Node: reports what is missing before loading anything an old Node can't parse.
import { describeMissing, preflight } from './preflight.mjs';

const { missing } = await preflight();
if (missing.length > 0) {
  console.error(describeMissing(missing));
  process.exitCode = 1;
} else {
  const { measureSlowness, slownessVariable } = await import('./pace.ts');
  // Before anything else is loaded: the environment's times depend on it.
  process.env[slownessVariable] ??= String(await measureSlowness());
  await import('./main.ts');
}
