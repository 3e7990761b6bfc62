import { enableCompileCache, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';

const root = new URL('../../../', import.meta.url);
const { sources } = workerData as { readonly sources: Readonly<Record<string, string>> };

// Files without edits need not be compiled again for each mutant.
enableCompileCache();
registerHooks({
  load: (url, context, next) => {
    if (!url.startsWith(root.href)) return next(url, context);
    const source = sources[fileURLToPath(url).slice(fileURLToPath(root).length)];
    return source === undefined
      ? next(url, context)
      : { format: 'module-typescript', source, shortCircuit: true };
  },
});
await import('../worker.ts');
