import { createHash } from 'node:crypto';
import type { EnvironmentSpec } from '#define/index';
import production from '#environments/production';
import sandbox from '#environments/sandbox';
import { templates } from '../lib/cdk/templates.ts';

/** What follows from a bundle's bytes: the asset's hash, and the version of the function that runs it. */
const withoutBundles = (text: string): string =>
  text
    .replace(/\b[0-9a-f]{64}\b/g, '<bundle>')
    .replace(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, '$1<version>');

const hashOf = (value: unknown): string =>
  createHash('sha256')
    .update(withoutBundles(JSON.stringify(value)))
    .digest('hex')
    .slice(0, 12);

/**
 * A line for each resource: a changed hash names what to look at. To see the change itself, run
 * `npx cdk synth --context environment=sandbox --output FOLDER` before and after, and diff the two folders.
 */
async function linesOf(environment: Partial<EnvironmentSpec>): Promise<string[]> {
  const { foundation, runbooks, console, index } = await templates(environment);
  const lines = Object.entries({ foundation, runbooks, console }).flatMap(([stack, template]) => {
    const { Resources, ...rest } = template.toJSON() as { Resources: Record<string, { Type: string }> };
    return [
      ...Object.entries(Resources).map(
        ([id, resource]) => `${stack} ${withoutBundles(id)} ${resource.Type} ${hashOf(resource)}`,
      ),
      `${stack} besides its resources ${hashOf(rest)}`,
    ];
  });
  return [...lines, `the reconciler's index ${hashOf(index)}`].sort();
}

test.each<[string, Partial<EnvironmentSpec>]>([
  ['sandbox', sandbox],
  // What the production file leaves open is the sandbox's own.
  ['production', { modes: {}, ...production }],
])('every resource of %s is what it was', async (_, environment) => {
  expect((await linesOf(environment)).join('\n')).toMatchSnapshot();
});

test('what an answer page adds to the sandbox or changes there is what it was', async () => {
  const { answers: _, ...rest } = sandbox;
  const without = new Set(await linesOf(rest));
  const lines = (await linesOf(sandbox)).filter((line) => !without.has(line));
  expect(lines.join('\n')).toMatchSnapshot();
});
