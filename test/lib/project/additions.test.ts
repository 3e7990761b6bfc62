import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { actions } from '#action/register';
import { bundleHandlers } from '#cdk/bundle';
import { loadAdditions } from '#project/load';
import { actionModule, projectRoot } from '#project/project';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nightshift-project-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  // Other test files share what is registered.
  Reflect.deleteProperty(actions, 'close-shop');
});

const root = () => pathToFileURL(`${folder}/`);
const write = (file: string, text: string) => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
};
const exporting = (id: string) => `export default { id: '${id}', title: 'Close the shop for ${id}' };`;

describe("a project's own actions", () => {
  test('join those that come with Nightshift, by the name of their folder', async () => {
    write('actions/close-shop/action.ts', exporting('close-shop'));
    await loadAdditions(root());
    expect(Object.keys(actions)).toEqual(expect.arrayContaining(['close-shop', 'restart-ecs-tasks']));
  });

  test('are refused where the folder has another name', async () => {
    write('actions/close-shop/action.ts', exporting('open-shop'));
    await expect(loadAdditions(root())).rejects.toThrow(
      'actions/close-shop/action.ts has to export what is called "close-shop", as its folder is, by default.',
    );
  });

  test('are refused where one of that name comes with Nightshift', async () => {
    write('actions/restart-ecs-tasks/action.ts', exporting('restart-ecs-tasks'));
    await expect(loadAdditions(root())).rejects.toThrow('Two actions are called restart-ecs-tasks');
  });

  test('that cannot be loaded are named', async () => {
    write('actions/close-shop/action.ts', "import './missing.ts';");
    await expect(loadAdditions(root())).rejects.toThrow(/actions\/close-shop\/action\.ts/);
  });

  test('are part of the Lambda that admits alarms, and of no Lambda that does not ask for them', async () => {
    write('actions/close-shop/action.ts', exporting('close-shop'));
    const [admit, sweep] = ['lambdas/admit/handler.ts', 'lambdas/sweep/handler.ts'];
    const bundles = await bundleHandlers([admit, sweep], root());
    const code = (file: string) => readFileSync(join(bundles.directory(file), 'handler.mjs'), 'utf8');
    try {
      expect(code(admit)).toContain('Close the shop for close-shop');
      expect(code(sweep)).not.toContain('Close the shop for close-shop');
    } finally {
      bundles.remove();
    }
  });

  test('are bundled from the project, the others from Nightshift', () => {
    write('actions/close-shop/handler.ts', '');
    expect(actionModule('close-shop', 'handler.ts', root())).toEqual(
      new URL('actions/close-shop/handler.ts', root()),
    );
    expect(fileURLToPath(actionModule('restart-ecs-tasks', 'handler.ts', root()))).toMatch(
      /actions\/restart-ecs-tasks\/handler\.ts$/,
    );
  });
});

test("a project's own channels are part of the Lambdas that send", async () => {
  write('channels/pigeon/channel.ts', "export default { id: 'pigeon', title: 'Pigeon' };");
  write(
    'channels/pigeon/send.ts',
    "export const send = async () => { throw new Error('The pigeon is ill'); };",
  );
  const stages = ['page', 'resolve', 'notify'].map((stage) => `lambdas/${stage}/handler.ts`);
  const bundles = await bundleHandlers(stages, root());
  try {
    for (const file of stages) {
      const code = readFileSync(join(bundles.directory(file), 'handler.mjs'), 'utf8');
      expect(code).toContain('The pigeon is ill');
    }
  } finally {
    bundles.remove();
  }
});

test('the project is found from any folder in it', () => {
  write('environments/production.ts', '');
  write('runbooks/deep/down.ts', '');
  expect(projectRoot(join(folder, 'runbooks/deep'))).toEqual(root());
});
