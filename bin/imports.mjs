// After the build: names every file of dist/ by its relative path. `#core/…` leads to the sources, and the compiler leaves it as it is.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const { imports } = JSON.parse(readFileSync('package.json', 'utf8'));

/** `#core/alarm/form` → `dist/lib/core/alarm/form.js`; undefined for what was not built. */
function built(specifier) {
  const alias = Object.keys(imports).find((one) => specifier.startsWith(one.slice(0, -1)));
  const source = alias && imports[alias].replace('*', specifier.slice(alias.length - 1));
  const file = source && join('dist', source).replace(/\.ts$/, '.js');
  return file && existsSync(file) ? file : undefined;
}

for (const name of readdirSync('dist', { recursive: true, encoding: 'utf8' })) {
  if (!/\.(js|d\.ts)$/.test(name)) continue;
  const file = join('dist', name);
  const before = readFileSync(file, 'utf8');
  const after = before.replace(/(['"])(#[\w./-]+)\1/g, (all, quote, specifier) => {
    const target = built(specifier);
    if (!target) return all;
    const path = relative(dirname(file), target);
    return `${quote}${path.startsWith('.') ? path : `./${path}`}${quote}`;
  });
  if (after !== before) writeFileSync(file, after);
}
