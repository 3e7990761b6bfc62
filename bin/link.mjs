// Puts the command of this project where that of an installed package lies: messages name it by that path.
import { existsSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../node_modules/.bin/', import.meta.url));
await mkdir(folder, { recursive: true });
const link = `${folder}nightshift`;
if (!existsSync(link)) {
  await rm(link, { force: true });
  await symlink('../../bin/nightshift.mjs', link);
}
