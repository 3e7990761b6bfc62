import type { Part } from './part.ts';

/**
 * What `npm run bench` measures, by the name on the command line. A new part is a file and a line here; each is loaded
 * only when it runs, so that one does not slow down another.
 */
export const parts: Readonly<Record<string, () => Promise<Part>>> = {
  transitions: async () => (await import('./transitions.ts')).transitions,
  coldStart: async () => (await import('./cold-start.ts')).coldStart,
  rehearsal: async () => (await import('./rehearsal.ts')).rehearsal,
  synth: async () => (await import('./synth.ts')).synth,
  reaction: async () => (await import('./reaction.ts')).reaction,
  widget: async () => (await import('./widget.ts')).widgetPart,
  commandLine: async () => (await import('./command-line.ts')).commandLine,
  massFailure: async () => (await import('./mass-failure.ts')).massFailure,
};
