import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { editedFiles } from './mutants/loader.ts';
import type { Edit } from './mutants/mutant.ts';
import type { Played, Way } from './play.ts';
import type { Story } from './story.ts';
import type { Batch, BatchPlayed } from './worker.ts';

/** How many stories a thread is handed at once: few enough that no thread idles for long at the end of a round. */
const batchSize = 5;

/** Stories leave a lot of garbage. With a large young generation far less is copied: a third of it fills up before any is. */
const resourceLimits = { maxYoungGenerationSizeMb: 192 };

/**
 * How many batches a thread plays before a new one takes its place, which costs two seconds. In a run of an hour, threads that
 * began with 153 stories a second came down to 73, and new ones played 122 right after it.
 */
const mostBatches = 4_000;

/** Called with each story, in order, once all of them have been played. */
export type Audience = (story: Story, played: Played) => void;

/** Threads that play stories, by default one for each core. */
export class Workers {
  readonly #start: () => Worker;
  readonly #workers: { worker: Worker; batches: number }[];

  /** @param edits mistakes to make in the engine that these threads play @default - none */
  constructor(threads = availableParallelism(), edits?: readonly Edit[]) {
    const file = edits ? './mutants/worker.ts' : './worker.ts';
    const workerData = { sources: edits && editedFiles(edits) };
    this.#start = () => new Worker(new URL(file, import.meta.url), { workerData, resourceLimits });
    this.#workers = Array.from({ length: threads }, () => ({ worker: this.#start(), batches: 0 }));
  }

  /** Plays all stories. @returns what became of each, in the same order */
  async play(
    stories: readonly Story[],
    audience: Audience,
    way: Way = { withPoints: false },
  ): Promise<Played[]> {
    const batches: Batch[] = [];
    for (let from = 0; from < stories.length; from += batchSize) {
      batches.push({ number: batches.length, stories: stories.slice(from, from + batchSize), way });
    }
    const results: Played[][] = [];
    const waiting = [...batches];
    await Promise.all(
      this.#workers.map(async (its) => {
        for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
          if (its.batches++ === mostBatches) {
            await its.worker.terminate();
            Object.assign(its, { worker: this.#start(), batches: 1 });
          }
          const { played } = await handOver(its.worker, batch);
          results[batch.number] = [...played];
        }
      }),
    );
    const all = results.flat();
    for (const [index, story] of stories.entries()) {
      const one = all[index];
      if (one) audience(story, one);
    }
    return all;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map(({ worker }) => worker.terminate()));
  }
}

function handOver(worker: Worker, batch: Batch): Promise<BatchPlayed> {
  return new Promise((resolve, reject) => {
    const done = (answer: BatchPlayed) => {
      worker.off('error', reject);
      resolve(answer);
    };
    worker.once('message', done);
    worker.once('error', reject);
    worker.postMessage(batch);
  });
}
