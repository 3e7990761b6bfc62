// Written beside what was built, so that `#core/…` leads to it: package.json leads to the sources.
import { readFileSync, writeFileSync } from 'node:fs';

const { type, imports } = JSON.parse(readFileSync('package.json', 'utf8'));
const built = Object.entries(imports).map(([alias, path]) => [alias, path.replace(/\.ts$/, '.js')]);
writeFileSync('dist/package.json', JSON.stringify({ type, imports: Object.fromEntries(built) }, null, 2));
