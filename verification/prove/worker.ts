import { parentPort } from 'node:worker_threads';
import { loadSamples } from './cast.ts';
import { type Played, playStory, type Way } from './play.ts';
import type { Story } from './story.ts';

/** Stories to play, and how. */
export interface Batch {
  readonly number: number;
  readonly stories: readonly Story[];
  readonly way: Way;
}

/** What became of a batch, in the order of its stories. */
export interface BatchPlayed {
  readonly number: number;
  readonly played: readonly Played[];
}

// Errors here are mostly thrown on purpose, and nobody reads their stack traces.
Error.stackTraceLimit = 0;
// Keeps the handlers' logs out of the proof's output.
for (const method of ['info', 'warn', 'error'] as const) console[method] = () => {};

/** Plays one story. If it can't be played to its end, that counts as `silent`. */
async function playSafely(story: Story, way: Way): Promise<Played> {
  try {
    return await playStory(story, undefined, way);
  } catch (error) {
    const message = `The story could not be played to its end: ${(error as Error).message}`;
    return {
      violations: [{ counter: 'silent', rule: 'a story comes to its end', message }],
      cells: [],
      points: [],
      calls: 0,
      complete: false,
      verdicts: [],
      unplayable: true,
    };
  }
}

async function play({ number, stories, way }: Batch): Promise<BatchPlayed> {
  const played: Played[] = [];
  for (const story of stories) played.push(await playSafely(story, way));
  return { number, played };
}

await loadSamples();
parentPort?.on('message', (batch: Batch) => {
  void play(batch).then((answer) => parentPort?.postMessage(answer));
});
