import { readdirSync, readFileSync } from 'node:fs';

const stage = new URL('../../../lambdas/page/', import.meta.url);

test('every channel folder is imported by the register of channels, and used there', () => {
  const folders = readdirSync(stage, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const register = readFileSync(new URL('channels.ts', stage), 'utf8');
  const imports = [...register.matchAll(/^import \{ (\w+) \} from '\.\/([^/]+)\/channel\.ts';$/gm)];
  expect(imports.map(([, , folder]) => folder).sort()).toEqual(folders.map(({ name }) => name).sort());
  for (const [, name] of imports) expect(register).toContain(`: ${name}(`);
});
