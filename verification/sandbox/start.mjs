// The way in for every Node: says what is missing before anything is loaded that an old Node could not read.
import { describeMissing, preflight } from './preflight.mjs';

const { missing } = await preflight();
if (missing.length > 0) {
  console.error(describeMissing(missing));
  process.exitCode = 1;
} else {
  const { measureSlowness, slownessVariable } = await import('./pace.ts');
  // Before anything else is loaded: the environment's times are made of it.
  process.env[slownessVariable] ??= String(await measureSlowness());
  await import('./main.ts');
}
