import { enableCompileCache } from 'node:module';
import { workerData } from 'node:worker_threads';
import { mutate } from './loader.ts';
import type { Edit } from './mutant.ts';

// What stays as it is need not be compiled anew for each mutant.
enableCompileCache();
mutate((workerData as { readonly edits: readonly Edit[] }).edits);
await import('../worker.ts');
