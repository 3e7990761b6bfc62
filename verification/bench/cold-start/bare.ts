import { build, type Metafile } from 'esbuild';
import { bundling } from '#cdk/bundle';

/** A package, and the names from it in a handler's bundle. */
export interface Used {
  readonly from: string;
  readonly names: readonly string[];
}

/** Files of an SDK client and its commands. */
const sdkFile =
  /node_modules\/(@aws-sdk\/client-[^/]+)\/dist-es\/(?:commands\/)?(\w+(?:Client|Command))\.js$/;
/** The AWS SDK adds it to every DynamoDB client. */
const internal = /^DescribeEndpointsCommand$/;
const redis = '@redis/client';

/** The SDK clients, with the commands that are really called, and the Redis client in a handler's bundle. */
export function usedIn(inputs: Metafile['outputs'][string]['inputs']): Used[] {
  const files = Object.entries(inputs).flatMap(([file, { bytesInOutput }]) =>
    bytesInOutput > 0 ? [file] : [],
  );
  const named = files.flatMap((file) => {
    const [, from, name] = file.match(sdkFile) ?? [];
    return from && name && !internal.test(name) ? [{ from, name }] : [];
  });
  const clients = [...Map.groupBy(named, ({ from }) => from)].map(([from, of]) => ({
    from,
    names: of.map(({ name }) => name).sort(),
  }));
  const hasRedis = files.some((file) => file.includes(`node_modules/${redis}/`));
  return [...clients, ...(hasRedis ? [{ from: redis, names: ['createClient'] }] : [])];
}

/** A handler that makes the same clients and could send the same commands, and does nothing else. */
export function bareHandler(used: readonly Used[]): string {
  const names = used.flatMap((one) => one.names);
  return [
    ...used.map((one) => `import { ${one.names.join(', ')} } from '${one.from}';`),
    `const clients = [${names.filter((name) => name.endsWith('Client') && name !== 'createClient').map((name) => `new ${name}({})`)}];`,
    `export const handler = async () => [clients, ${names}];`,
  ].join('\n');
}

/** What a bundle is made of, by package, in bytes; ours is `nightshift`. */
export function packagesIn(inputs: Metafile['outputs'][string]['inputs']): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const name =
      file
        .split('node_modules/')
        .at(-1)
        ?.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? file;
    const owner = file.includes('node_modules/') ? name : 'nightshift';
    sizes.set(owner, (sizes.get(owner) ?? 0) + bytesInOutput);
  }
  return sizes;
}

/** Bundles a file, or a text in place of one, like a deployed handler; returns what went into it. */
export async function bundle(entry: { readonly file: string } | { readonly text: string }, outfile: string) {
  const { metafile } = await build({
    ...bundling,
    ...('file' in entry
      ? { entryPoints: [entry.file] }
      : { stdin: { contents: entry.text, resolveDir: bundling.absWorkingDir } }),
    outfile,
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  if (!output) throw new Error(`esbuild wrote nothing to ${outfile}`);
  return output;
}
