// Prepares what the tests need besides npm packages: the virtual environment with a Redis server in it.
import { describeMissing, preflight } from './preflight.mjs';

const { python, missing } = await preflight();
if (missing.length > 0 || !python) {
  console.error(describeMissing(missing));
  process.exitCode = 1;
} else {
  const { prepareVenv } = await import('./emulator/venv.ts');
  const { created } = await prepareVenv(python);
  if (created) console.log('Prepared .sandbox/venv: a local AWS and a Redis server.');
}
