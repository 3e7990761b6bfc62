import { workerData } from 'node:worker_threads';
import { mutate } from './loader.ts';
import type { Edit } from './mutant.ts';

mutate((workerData as { readonly edits: readonly Edit[] }).edits);
await import('../worker.ts');
